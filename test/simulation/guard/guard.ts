import fc from 'fast-check';
import { Finding, Judge } from './checks/finding.js';
import type { Kind } from './kinds/kinds.js';

/** A case that should not be, as small as it could be made, with all it takes to try it again. */
export interface Found {
  readonly kind: string;
  readonly invariant: string;
  readonly says: string;
  readonly seed: number;
  readonly path: string;
  /** The case itself, as JSON. */
  readonly example: string;
  /** How many cases of its kind had been tried by then. */
  readonly after: number;
}

export interface Tally {
  readonly cases: Map<string, Map<string, number>>;
  readonly found: Found[];
  /** What kinds judge over many cases. */
  readonly sums: Map<string, number>;
  /** Batches of each kind so far: the next goes on where the seeds of these end. */
  rounds: number;
}

export function emptyTally(): Tally {
  return { cases: new Map(), found: [], sums: new Map(), rounds: 0 };
}

export interface GuardOptions {
  readonly seed: number;
  /** Of each kind; whichever comes first ends it. */
  readonly cases: number;
  readonly untilMs: number;
  /** How long a counterexample may be made smaller for. */
  readonly shrinkMs?: number;
  /** What is known not to hold, and not to be found again. */
  readonly known?: ReadonlySet<string>;
  /** The first finding ends the run. */
  readonly isFirstOnly?: boolean;
  /** Told between batches. */
  readonly onBatch?: (tally: Tally) => void;
}

const SHRINK_MS = 20_000;

/**
 * Draws cases of each kind in turn until there are enough of them or time is up. What a finding says is known from
 * then on, so that the run finds what else there is.
 */
export function runPure(
  kinds: readonly Kind<unknown>[],
  options: GuardOptions,
  tally: Tally = emptyTally(),
): Tally {
  const known = new Set([...(options.known ?? []), ...tally.found.map(({ invariant }) => invariant)]);
  const done = new Map<string, number>();
  const isOver = (): boolean =>
    Date.now() >= options.untilMs || (options.isFirstOnly === true && tally.found.length > 0);
  for (; ; tally.rounds += 1) {
    const open = kinds.filter(({ name }) => (done.get(name) ?? 0) < options.cases);
    if (open.length === 0 || isOver()) break;
    for (const kind of open) {
      if (isOver()) break;
      const count = Math.min(kind.batch, options.cases - (done.get(kind.name) ?? 0));
      const { shrinkMs = SHRINK_MS } = options;
      const ran = runBatch(kind, { seed: options.seed + tally.rounds, count, known, tally, shrinkMs });
      done.set(kind.name, (done.get(kind.name) ?? 0) + ran);
      options.onBatch?.(tally);
    }
  }
  return tally;
}

/** What must hold of many cases together, and does not. */
export function judgeTogether(
  kinds: readonly Kind<unknown>[],
  { cases, sums }: Pick<Tally, 'cases' | 'sums'>,
  { seed, known }: Pick<GuardOptions, 'seed' | 'known'>,
): Found[] {
  return kinds.flatMap((kind) => {
    const faults = kind.judgeMany?.(sums) ?? [];
    const after = countOf(cases.get(kind.name));
    return faults
      .filter(({ invariant }) => known?.has(invariant) !== true)
      .map((fault) => ({ kind: kind.name, ...fault, seed, path: '', example: 'many cases together', after }));
  });
}

export function countOf(sorts: ReadonlyMap<string, number> | undefined): number {
  return [...(sorts?.values() ?? [])].reduce((sum, count) => sum + count, 0);
}

interface Batch {
  readonly seed: number;
  readonly count: number;
  readonly known: Set<string>;
  readonly tally: Tally;
  readonly shrinkMs: number;
}

function runBatch(kind: Kind<unknown>, { seed, count, known, tally, shrinkMs }: Batch): number {
  const judge = new Judge(known);
  const counts = tally.cases.get(kind.name) ?? new Map<string, number>();
  tally.cases.set(kind.name, counts);
  let shrinksUntil = Infinity;
  const property = fc.property(kind.draws, (drawn) => {
    // Making smaller ends by finding nothing any more.
    if (Date.now() > shrinksUntil) return;
    try {
      const sort = kind.judge(judge, drawn);
      if (shrinksUntil === Infinity) counts.set(sort, (counts.get(sort) ?? 0) + 1);
    } catch (error) {
      if (shrinksUntil === Infinity) shrinksUntil = Date.now() + shrinkMs;
      throw error;
    }
  });
  const run = fc.check(property, { seed, numRuns: count });
  for (const [name, value] of judge.sums) tally.sums.set(name, (tally.sums.get(name) ?? 0) + value);
  if (!run.failed || run.counterexample === null) return count;
  const finding = findingOf(run.errorInstance);
  known.add(finding.invariant);
  tally.found.push({
    kind: kind.name,
    ...finding,
    seed,
    path: run.counterexamplePath,
    example: JSON.stringify(run.counterexample[0]),
    after: countOf(counts) + 1,
  });
  return run.numRuns;
}

export function findingOf(error: unknown): { invariant: string; says: string } {
  if (error instanceof Finding) return { invariant: error.invariant, says: error.message };
  const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { invariant: 'nothing fails', says };
}

/** Tries one case again: by where it was found, or by itself. */
export function replay(kind: Kind<unknown>, example: string): string | undefined {
  try {
    kind.judge(new Judge(), JSON.parse(example));
    return undefined;
  } catch (error) {
    return findingOf(error).says;
  }
}

/** A tally as it is written down: how many cases of each kind and sort, and what was found. */
export interface Report {
  readonly cases: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly found: readonly Found[];
  readonly sums: Readonly<Record<string, number>>;
  readonly rounds: number;
}

export function reportOf({ cases, found, sums, rounds }: Tally): Report {
  const kinds = [...cases].map(([kind, sorts]) => [kind, Object.fromEntries(sorts)] as const);
  return { cases: Object.fromEntries(kinds), found, sums: Object.fromEntries(sums), rounds };
}

export function tallyOf({ cases, found, sums, rounds }: Report): Tally {
  const kinds = Object.entries(cases).map(([kind, sorts]) => [kind, new Map(Object.entries(sorts))] as const);
  return { cases: new Map(kinds), found: [...found], sums: new Map(Object.entries(sums)), rounds };
}

/** Kinds that came to no case at all, of which nothing can be said. */
export function untriedOf({ cases }: Pick<Report, 'cases'>, kinds: readonly string[]): string[] {
  return kinds.filter((kind) => Object.keys(cases[kind] ?? {}).length === 0);
}
