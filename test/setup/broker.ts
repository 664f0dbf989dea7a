import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packagePath } from '../../src/platform/files/paths.js';
import { preparePostgres } from './database/templateDatabase.js';

/** What the test files share, and what each is answered. */
export interface SharedThings {
  postgres: { url: string; template: string };
  temporal: { address: string; uiUrl: string; namespace: string };
  workflows: { codePath: string };
}

interface Started<Response> {
  answer: Response;
  stop(): Promise<void>;
}

type Starters = { [Thing in keyof SharedThings]: () => Promise<Started<SharedThings[Thing]>> };

export interface Broker {
  url: string;
  stop(): Promise<void>;
}

export async function startBroker(folder: string): Promise<Broker> {
  const starters = sharedStarters(folder);
  const started = new Map<string, Promise<Started<unknown>>>();
  const server = createServer((request, response) => {
    const thing = (request.url ?? '/').slice(1);
    const starting = started.get(thing) ?? starters[thing as keyof SharedThings]();
    started.set(thing, starting);
    starting.then(
      ({ answer }) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    const things = await Promise.allSettled(started.values());
    await Promise.all(things.map(async (thing) => thing.status === 'fulfilled' && thing.value.stop()));
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

function sharedStarters(folder: string): Starters {
  return {
    postgres: async () => {
      const { startPostgres } = await import('../../src/embedded/postgres/embeddedPostgres.js');
      // Nothing here has to live through a power cut, and a test makes many small transactions.
      const durability = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
      // Half of the processor's time in tests on a database was planning: each connection plans a statement five times
      // before it keeps a plan.
      const settings = { ...durability, plan_cache_mode: 'force_generic_plan' };
      const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), settings });
      const template = await preparePostgres(postgres.adminUrl);
      return { answer: { url: postgres.adminUrl, template }, stop: () => postgres.stop() };
    },
    temporal: async () => {
      const { startTemporalDev } = await import('../../src/embedded/temporal/temporalDev.js');
      const dataDir = join(folder, 'temporal');
      const temporal = await startTemporalDev({ dataDir, namespace: 'default', searchAttributes: {} });
      const { address, uiUrl, namespace } = temporal;
      return { answer: { address, uiUrl, namespace }, stop: () => temporal.stop() };
    },
    workflows: async () => {
      // As the program itself bundles it, made anew only when its sources are newer; its threads are built along.
      await promisify(execFile)(process.execPath, [packagePath('bin/build.mjs')]);
      const codePath = packagePath('dist/workflows.js');
      return { answer: { codePath }, stop: () => Promise.resolve() };
    },
  };
}
