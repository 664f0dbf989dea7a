/** A sentence that an email may say, and when it is so. */
export interface Claim {
  /** The sentence, with a mark in the place of each value. */
  readonly says: string;
  /** Whether it is so, with the values that stand there; a sentence that claims nothing has none. */
  readonly holds?: (...values: string[]) => boolean;
}

/** What stands in the place of a value. */
export const MARKS = ['\u0001', '\u0002', '\u0003', '\u0004'];

/** What the text says that is not so, or that has no claim; nothing where all of it is so. */
export function faultsOf(text: string, possible: readonly Claim[]): string[] {
  const claims = possible.map((claim) => ({ ...claim, pattern: patternOf(claim.says) }));
  const faults: string[] = [];
  for (let rest = text.trim(); rest !== '';) {
    const [line = ''] = rest.split('\n');
    const begun = claims.filter(({ says }) => line.startsWith(prefixOf(says)));
    const read = begun.flatMap((claim) => readingsOf(claim, line));
    // A date may have a full stop in it: where a sentence ends is known by what makes it so.
    const found = longest(read.filter(({ isSo }) => isSo)) ?? longest(read);
    if (found === undefined) return [...faults, `no claim says whether this is so: ${line}`];
    if (!found.isSo) faults.push(found.said);
    rest = rest.slice(found.said.length).trim();
  }
  return faults;
}

interface Reading {
  readonly said: string;
  readonly isSo: boolean;
}

/** Every way to read the start of a line as this sentence. */
function readingsOf({ pattern, holds }: Claim & { readonly pattern: RegExp }, line: string): Reading[] {
  const ends = [...line.matchAll(/(?=\s|$)/g)].map(({ index }) => index);
  return ends.flatMap((end) => {
    const said = line.slice(0, end);
    const match = pattern.exec(said);
    return match === null ? [] : [{ said, isSo: holds?.(...match.slice(1)) ?? true }];
  });
}

function longest(readings: readonly Reading[]): Reading | undefined {
  return [...readings].sort((one, other) => other.said.length - one.said.length)[0];
}

function prefixOf(says: string): string {
  return says.slice(
    0,
    Math.min(...MARKS.map((mark) => says.indexOf(mark)).filter((at) => at >= 0), says.length),
  );
}

function patternOf(says: string): RegExp {
  const escaped = says.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${MARKS.reduce((pattern, mark) => pattern.replaceAll(mark, '(.+?)'), escaped)}$`);
}
