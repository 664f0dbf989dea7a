import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectSql } from '../../../src/platform/sql/sql.js';
import type { TemporalKind } from '../../setup/temporal/temporals.js';
import type { ActionName } from './population/actions.js';
import { Client } from './population/client.js';
import { SteppedClock } from './system/clock.js';
import { devisePlans, live, disableBreaker } from './population/population.js';
import { Random } from '../random.js';
import { drill } from './disruptions/drill.js';
import { gather, type Sources } from './checker/evidence.js';
import { Floor } from './floor.js';
import type { Journal } from './population/journal.js';
import { CLOCK_RESTS_FROM, LASTING, injectDisruptions } from './disruptions/disruptions.js';
import { check, type Fall } from './checker/model.js';
import { Parts } from './system/parts.js';
import { noteAnswer, send } from './population/posting.js';
import { type Servers, startServers } from './system/servers.js';
import { besiege, openHeldSite, watchGate } from './population/strangers.js';
import { repair } from './disruptions/temporalLoss.js';
import type { DisruptionKinds, Targets } from './disruptions/targets.js';
import { Gate, type ChaosFixture } from './fixture.js';

export interface ChaosOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly accounts: number;
  /** The checkout whose built program is tried. */
  readonly source: string;
  /** Null: only the population, with its repeats; enough to show many a fault. */
  readonly disruptionKinds: DisruptionKinds | null;
  readonly favours?: readonly ActionName[];
  /** How long the system may go without anything becoming right while something but the sites is wrong. */
  readonly patienceSeconds?: number;
  /** Another build of the same program, which is deployed in the middle. */
  readonly nextSource?: string | undefined;
  /** How many queries are sent on one connection to the database at once; by the seed 2 or 100 when left out. */
  readonly pipeline?: number | undefined;
  /** So often a backup is put back. */
  readonly drills?: number;
  /** On which Temporal server; the development server when left out. */
  readonly temporal?: TemporalKind;
  readonly say?: (line: string) => void;
}

export interface ChaosReport {
  readonly seed: number;
  readonly falls: readonly Fall[];
  /** From the last recovery until every site was right, and how long that may take on this machine now; null: never. */
  readonly sites: { readonly afterSeconds: number | null; readonly allowedSeconds: number };
  /** Until everything else was right, too; null: never. */
  readonly calmAfterSeconds: number | null;
  readonly disruptions: readonly string[];
  readonly count: Readonly<Record<string, number>>;
}

/** The third promise: every site is in the right state so long after the last recovery. */
const PROMISED_SECONDS = 10;

/** One run, with servers of its own. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-chaos-'));
  const servers = await startServers(folder, new Random(options.seed, 'hosting'), options.temporal);
  let report: ChaosReport | undefined;
  try {
    report = await runOn(servers, folder, 'chaos', options);
    return report;
  } finally {
    await servers.stop();
    // What went wrong can be read there.
    if (report?.falls.length === 0) rmSync(folder, { recursive: true, force: true });
    else options.say?.(`The logs are in ${folder}.`);
  }
}

/** One run on servers that are there, in a database of its own. */
export async function runOn(
  servers: Servers,
  folder: string,
  name: string,
  options: ChaosOptions,
): Promise<ChaosReport> {
  const { seed, source } = options;
  const clock = new SteppedClock(folder);
  await clock.toCalmHour();
  const floor = new Floor();
  const { parts, apiKey, database } = await Parts.start({
    source,
    folder: join(folder, name),
    servers,
    name,
    clock,
    // A pipeline of two is full all the time, so that every second run tries what is done then.
    pipeline: options.pipeline ?? (seed % 2 === 0 ? 2 : 100),
  });
  const sql = connectSql(database, { max: 2 });
  const journal: Journal = { seed, name, lives: [], complaints: [], mailRefused: 0, letThrough: [] };
  const mailsBefore = (await servers.sink.refresh()).length;
  const client = new Client(parts.url, apiKey);
  try {
    const stage: Stage = {
      requests: { count: 0 },
      servers,
      parts,
      journal,
      log: [],
      client,
      sql,
      clock,
      floor,
      options,
    };
    const fixture = await letLive(stage);
    const sources = {
      ...{ sql, client, journal, mailsBefore, receiver: servers.receiver, sink: servers.sink },
      now: () => clock.now(),
    };
    const outcome = await judge(stage, fixture, sources);
    return {
      seed,
      ...outcome,
      disruptions: stage.log,
      count: { ...client.count, ...countOf(journal), gateResponses: stage.requests.count },
    };
  } finally {
    await parts.stop();
    await sql.end({ timeout: 1 });
    floor.stop();
    clock.stop();
  }
}

interface Stage {
  readonly servers: Servers;
  readonly parts: Parts;
  readonly journal: Journal;
  readonly log: string[];
  /** How many requests the gate answered for the besieged site. */
  readonly requests: { count: number };
  readonly client: Client;
  readonly sql: ChaosFixture['sql'];
  readonly clock: SteppedClock;
  readonly floor: Floor;
  readonly options: ChaosOptions;
}

/** The population lives and disruptions are injected, for the requested time; then all is repaired and the last requests are answered. */
async function letLive(stage: Stage): Promise<ChaosFixture> {
  const { servers, parts, journal, log, client, sql, clock, options } = stage;
  const { favours = [], disruptionKinds, nextSource, drills = 0 } = options;
  await disableBreaker(sql);
  const plans = await devisePlans(client);
  const began = Date.now();
  const progress = (): number => (Date.now() - began) / (options.seconds * 1_000);
  const isOver = (): boolean => progress() >= 1;
  const gate = new Gate();
  const hookUrl = servers.receiver.url;
  const fixture: ChaosFixture = { client, journal, plans, hookUrl, sql, favours, clock, gate, isOver };
  const targets: Targets = {
    ...{ servers, parts, journal, clock, sql, gate, log, isOver, progress, toRepair: new Set() },
    kinds: disruptionKinds ?? 'all',
    ...(nextSource === undefined ? {} : { nextSource }),
  };
  const siege = { parts, journal, requests: stage.requests, isOver };
  const besieged = await openHeldSite(client, journal);
  const strangers =
    disruptionKinds === 'all' || disruptionKinds === 'brief' ? ['stranger', 'other stranger'] : [];
  const sieges = Promise.all([
    watchGate(siege, besieged),
    ...strangers.map((name) => besiege(siege, new Random(options.seed, name))),
  ]);
  const lives = Array.from({ length: options.accounts }, (_, index) => live(fixture, options.seed, index));
  const population = Promise.all(lives);
  const hands =
    disruptionKinds === null ? [] : LASTING.has(disruptionKinds) ? ['first'] : ['first', 'second'];
  const injected = Promise.all(
    hands.map((hand) => injectDisruptions(targets, new Random(options.seed, hand))),
  );
  for (let number = 1; number <= drills; number += 1) {
    while (progress() < number / (drills + 1)) await delay(50);
    await drill(fixture, targets, () => recover(stage, targets));
  }
  while (progress() < CLOCK_RESTS_FROM) await delay(50);
  // Not at the end: a step wakes who slept too long, and would hide a signal that was lost.
  await clock.toCalmHour();
  await injected;
  while (!isOver()) await delay(50);
  // After a restore that took that long.
  await clock.toCalmHour();
  // The last requests are repeated until they are answered, so the system has to be whole for them.
  await recover(stage, targets);
  await population;
  await sieges;
  return fixture;
}

/** Everything runs and is reachable again, and an operator has done what was theirs to do. */
async function recover({ servers, parts }: Stage, targets: Targets): Promise<void> {
  const { lines, receiver, postgres, temporal } = servers;
  receiver.be(0);
  for (const line of Object.values(lines)) {
    line.slowDown(0);
    line.become('open');
  }
  for (const part of parts.names) parts.signal(part, 'SIGCONT');
  await Promise.all([untilThere(postgres.current.pid), untilThere(temporal.current.pid)]);
  await parts.ready(60_000);
  for (let tries = 0; tries < 3 && targets.toRepair.size > 0; tries += 1) await repair(targets);
}

async function untilThere(pid: number): Promise<void> {
  process.kill(pid, 0);
  await Promise.resolve();
}

/** Half of what is unknown is requested once more, as a client does in the evening; the rest stays unknown. */
async function finish(fixture: ChaosFixture): Promise<void> {
  for (const life of fixture.journal.lives) {
    for (const [index, note] of life.posts.entries()) {
      if (note.entryId !== null || index % 2 === 0) continue;
      noteAnswer(fixture, life, note, await send(fixture, life, note, () => true));
    }
  }
}

type Outcome = Pick<ChaosReport, 'falls' | 'sites' | 'calmAfterSeconds'>;

/**
 * First the sites, which have ten seconds; then the last unknown requests are repeated, and everything else has as
 * long as less and less is wrong, and then until patience ends, which is longer on a busy machine: a thousand emails take
 * a while to be written. It ends when nothing is wrong twice running, lest something came after: what did gets its time too.
 */
async function judge(stage: Stage, fixture: ChaosFixture, sources: Sources): Promise<Outcome> {
  const { floor, options } = stage;
  const began = performance.now();
  const secondsSince = (): number => (performance.now() - began) / 1_000;
  const patience = options.patienceSeconds ?? 60;
  let afterSeconds: number | null = null;
  while (secondsSince() < patience && afterSeconds === null) {
    const at = secondsSince();
    if (!check(sources.journal, await gather(sources)).some(({ isOfSite }) => isOfSite === true))
      afterSeconds = at;
    else await delay(300);
  }
  const allowedSeconds = PROMISED_SECONDS * floor.factorSince(began);
  const sites = { afterSeconds, allowedSeconds };
  const late: Fall[] =
    afterSeconds === null || afterSeconds <= allowedSeconds
      ? []
      : [{ promise: 3, says: `the sites were right ${formatSites(sites)}` }];
  await finish(fixture);
  let fewest = { falls: Infinity, at: secondsSince() };
  let calmAfterSeconds: number | null = null;
  for (;;) {
    const seconds = secondsSince();
    const falls = check(sources.journal, await gather(sources));
    if (falls.length === 0 && calmAfterSeconds !== null) return { falls: late, sites, calmAfterSeconds };
    calmAfterSeconds = falls.length === 0 ? seconds : null;
    if (falls.length < fewest.falls) fewest = { falls: falls.length, at: seconds };
    const isOver = seconds - fewest.at >= patience * floor.factorSince(began);
    if (falls.length > 0 && isOver) return { falls: [...late, ...falls], sites, calmAfterSeconds: null };
    if (falls.length > 0) await expediteEmails(sources.sql, stage.clock.now());
    await delay(falls.length > 0 ? 500 : 2_000);
  }
}

/** In words, for the report. */
export function formatSites({ afterSeconds, allowedSeconds }: ChaosReport['sites']): string {
  const allowed = `${allowedSeconds.toFixed(1)} s may pass on this machine as busy as it was`;
  return afterSeconds === null
    ? `at no time after the last recovery (${allowed})`
    : `${afterSeconds.toFixed(1)} s after the last recovery (${allowed})`;
}

/** An email whose turn comes in a minute is not lost; the checker only does not wait that long for it. */
async function expediteEmails(sql: ChaosFixture['sql'], now: number): Promise<void> {
  const at = new Date(now).toISOString();
  await sql`
    update emails set retry_at = ${at}::timestamptz, leased_until = null
     where sent_at is null and failed_at is null
       and (leased_until is null or leased_until < ${at}::timestamptz + interval '50 s')`;
}

function countOf({ lives }: Journal): Record<string, number> {
  const sum = (of: (life: Journal['lives'][number]) => number): number =>
    lives.reduce((total, life) => total + of(life), 0);
  return {
    accounts: lives.length,
    posts: sum(({ posts }) => posts.length),
    unknown: sum(({ posts }) => posts.filter(({ entryId }) => entryId === null).length),
    events: sum(({ usage }) => usage.length),
  };
}
