import type { Found, Report } from './guard.js';

type Say = (line: string) => void;

export function tell(say: Say, { cases, found }: Report, minutes: number): void {
  for (const [kind, sorts] of Object.entries(cases)) {
    say(`\n${kind}: ${written(totalOf(sorts))} cases`);
    for (const [sort, count] of Object.entries(sorts).sort(([, one], [, other]) => other - one))
      say(`  ${written(count).padStart(11)} ${sort}`);
  }
  for (const one of found) tellFound(say, one);
  const all = Object.values(cases).reduce((sum, sorts) => sum + totalOf(sorts), 0);
  const what = found.length === 0 ? 'Nothing was found' : `${found.length} things were found`;
  say(`\n${what} in ${written(all)} cases and ${Math.round(minutes)} minutes.`);
}

export function tellFound(say: Say, found: Found | undefined): void {
  if (found === undefined) return;
  const { kind, says, seed, path, example, after } = found;
  say(`\nFOUND in ${kind} after ${written(after)} cases: ${says}`);
  say(`  seed ${seed}${path === '' ? '' : `, path ${path}`}`);
  say(`  npm run guard -- --kind ${kind} --replay '${example}'`);
}

export function tellProgress(
  say: Say,
  ms: number,
  counts: readonly (readonly [string, number])[],
  operations: Report | undefined,
): void {
  const others = Object.entries(operations?.cases ?? {}).map(
    ([kind, sorts]) => [kind, totalOf(sorts)] as const,
  );
  const parts = [...counts, ...others].map(([kind, count]) => `${kind} ${written(count)}`);
  const found = operations?.found.length ?? 0;
  const beside = found === 0 ? '' : `; ${found} found on the database`;
  say(`${String(Math.round(ms / 60_000)).padStart(4)} min: ${parts.join(', ')}${beside}`);
}

function totalOf(sorts: Readonly<Record<string, number>>): number {
  return Object.values(sorts).reduce((sum, count) => sum + count, 0);
}

function written(count: number): string {
  return count.toLocaleString('en');
}
