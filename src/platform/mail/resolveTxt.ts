import { Resolver } from 'node:dns/promises';

/** The TXT records of a name, each as one text; none when there are none, or no server responds. */
export type ResolveTxt = (name: string) => Promise<readonly string[]>;

const TIMEOUT_MS = 2_000;

export const resolveTxt: ResolveTxt = async (name) => {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
  return resolver.resolveTxt(name).then(
    (records) => records.map((chunks) => chunks.join('')),
    () => [],
  );
};
