import fc from 'fast-check';
import { createSiteWorld, type SiteWorld } from '../../../web/fixture.js';
import { Judge } from '../checks/finding.js';
import { countOf, emptyTally, findingOf, type GuardOptions, type Tally } from '../guard.js';
import { AFTERMATH_MS, judgeByDoctor, judgeLists, judgeOwnership, judgeRest } from './checks.js';
import { siteLife, type SiteLife } from './tenant.js';
import { Town } from './testedSite.js';

/** As many sites as are on one agency's lists before another is founded. */
const SITES_EACH = 40;

interface House {
  readonly site: SiteWorld;
  lives: number;
}

/** Lives on the real database: the same runner's rules as for the pure kinds, one case at a time. */
export async function runOperations(options: GuardOptions, tally: Tally = emptyTally()): Promise<Tally> {
  const known = new Set([...(options.known ?? []), ...tally.found.map(({ invariant }) => invariant)]);
  const isOver = (): boolean =>
    Date.now() >= options.untilMs || (options.isFirstOnly === true && tally.found.length > 0);
  let house = await build();
  let done = 0;
  try {
    for (; done < options.cases && !isOver(); tally.rounds += 1) {
      if (house.lives >= SITES_EACH) {
        await house.site.api.drop();
        house = await build();
      }
      const limits = { ...options, cases: options.cases - done };
      done += await runOne(house, options.seed + tally.rounds, known, tally, limits);
      options.onBatch?.(tally);
    }
  } finally {
    await house.site.api.drop();
  }
  return tally;
}

async function build(): Promise<House> {
  return { site: await createSiteWorld(), lives: 0 };
}

const AT_A_GO = 5;

async function runOne(
  house: House,
  seed: number,
  known: Set<string>,
  tally: Tally,
  { shrinkMs = 60_000, untilMs, cases }: GuardOptions,
): Promise<number> {
  const judge = new Judge(known);
  const counts = tally.cases.get('operations') ?? new Map<string, number>();
  tally.cases.set('operations', counts);
  let shrinksUntil = Infinity;
  let done = 0;
  const property = fc.asyncProperty(siteLife, async (life) => {
    if (Date.now() > Math.min(shrinksUntil, untilMs)) return;
    try {
      const sort = await judgeSite(judge, house, life);
      if (shrinksUntil !== Infinity) return;
      done += 1;
      counts.set(sort, (counts.get(sort) ?? 0) + 1);
    } catch (error) {
      if (shrinksUntil === Infinity) shrinksUntil = Date.now() + shrinkMs;
      throw error;
    }
  });
  const run = await fc.check(property, { seed, numRuns: Math.min(AT_A_GO, cases) });
  if (run.failed && run.counterexample !== null) {
    const finding = findingOf(run.errorInstance);
    known.add(finding.invariant);
    const path = run.counterexamplePath;
    tally.found.push({
      kind: 'operations',
      ...finding,
      seed,
      path,
      example: JSON.stringify(run.counterexample[0]),
      after: countOf(counts) + 1,
    });
  }
  return Math.max(1, done);
}

/** Tries one life again; answers with what is wrong with it. */
export async function replayOperations(example: string): Promise<string | undefined> {
  const house = await build();
  try {
    await judgeSite(new Judge(), house, JSON.parse(example) as SiteLife);
    return undefined;
  } catch (error) {
    return findingOf(error).says;
  } finally {
    await house.site.api.drop();
  }
}

const HOUR_MS = 3_600_000;

/** One site from its first account on to long after its last. */
export async function judgeSite(judge: Judge, house: House, life: SiteLife): Promise<string> {
  house.lives += 1;
  const town = await Town.found(house.site.api.world, life);
  for (const { wait, deed } of life.steps) {
    await town.passTo(town.now + wait * HOUR_MS);
    await town.do(deed);
    await judgeRest(judge, town);
  }
  const ids = town.tenures.map(({ stage }) => stage.accountId);
  house.site.api.time.now = Math.max(house.site.api.time.now, town.now);
  await judgeLists(judge, house.site, ids);
  await town.do({ do: 'close' });
  await town.passTo(town.now + AFTERMATH_MS);
  await judgeRest(judge, town);
  await judgeOwnership(judge, town);
  await judgeByDoctor(judge, town);
  return `${town.tenures.length} accounts`;
}
