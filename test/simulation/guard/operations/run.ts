import fc from 'fast-check';
import { createPagesFixture, type PagesFixture } from '../../../web/fixture.js';
import { Judge } from '../checks/finding.js';
import { countOf, emptyTally, findingOf, type GuardOptions, type Tally } from '../guard.js';
import { AFTERMATH_MS, judgeByDoctor, judgeLists, judgeOwnership, judgeRest } from './checks.js';
import { siteLife, type SiteLife } from './tenant.js';
import { TestedSite } from './testedSite.js';

/** As many sites as are on one agency's lists before another is founded. */
const SITES_EACH = 40;

interface Installation {
  readonly site: PagesFixture;
  lives: number;
}

/** Lives on the real database: the same runner's rules as for the pure kinds, one case at a time. */
export async function runOperations(options: GuardOptions, tally: Tally = emptyTally()): Promise<Tally> {
  const known = new Set([...(options.known ?? []), ...tally.found.map(({ invariant }) => invariant)]);
  const isOver = (): boolean =>
    Date.now() >= options.untilMs || (options.isFirstOnly === true && tally.found.length > 0);
  let installation = await build();
  let done = 0;
  try {
    for (; done < options.cases && !isOver(); tally.rounds += 1) {
      if (installation.lives >= SITES_EACH) {
        await installation.site.api.fixture.database.drop();
        installation = await build();
      }
      const limits = { ...options, cases: options.cases - done };
      done += await runOne(installation, options.seed + tally.rounds, known, tally, limits);
      options.onBatch?.(tally);
    }
  } finally {
    await installation.site.api.fixture.database.drop();
  }
  return tally;
}

async function build(): Promise<Installation> {
  return { site: await createPagesFixture(), lives: 0 };
}

const AT_A_GO = 5;

async function runOne(
  installation: Installation,
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
      const sort = await judgeSite(judge, installation, life);
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
  const installation = await build();
  try {
    await judgeSite(new Judge(), installation, JSON.parse(example) as SiteLife);
    return undefined;
  } catch (error) {
    return findingOf(error).says;
  } finally {
    await installation.site.api.fixture.database.drop();
  }
}

const HOUR_MS = 3_600_000;

/** One site from its first account on to long after its last. */
export async function judgeSite(judge: Judge, installation: Installation, life: SiteLife): Promise<string> {
  installation.lives += 1;
  const tested = await TestedSite.found(installation.site.api.fixture, life);
  for (const { wait, deed } of life.steps) {
    await tested.passTo(tested.now + wait * HOUR_MS);
    await tested.do(deed);
    await judgeRest(judge, tested);
  }
  const ids = tested.tenures.map(({ stage }) => stage.accountId);
  installation.site.api.time.now = Math.max(installation.site.api.time.now, tested.now);
  await judgeLists(judge, installation.site, ids);
  await tested.do({ do: 'close' });
  await tested.passTo(tested.now + AFTERMATH_MS);
  await judgeRest(judge, tested);
  await judgeOwnership(judge, tested);
  await judgeByDoctor(judge, tested);
  return `${tested.tenures.length} accounts`;
}
