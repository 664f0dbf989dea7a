import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectSql } from '../../src/platform/index.js';
import type { ActionName } from './actions.js';
import { Client } from './client.js';
import { devisePlans, live, type World } from './crowd.js';
import { Dice } from './dice.js';
import { gather, type Sources } from './evidence.js';
import type { Journal } from './journal.js';
import { makeMischief, type MischiefKinds, type Victims } from './mischief.js';
import { check, type Fall } from './model.js';
import { noteAnswer, send } from './posting.js';
import { Parts } from './parts.js';
import { type Servers, startServers } from './servers.js';

export interface ChaosOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly accounts: number;
  /** The checkout whose built program is tried. */
  readonly source: string;
  /** Null: only the crowd, with its repeats; enough to show many a planted bug. */
  readonly mischief: MischiefKinds | null;
  readonly favours?: readonly ActionName[];
  /** How long the system may take to be right again; what it takes is reported. */
  readonly patienceSeconds?: number;
  readonly say?: (line: string) => void;
}

export interface ChaosReport {
  readonly seed: number;
  readonly falls: readonly Fall[];
  /** What was put right last of all, where that took longer than the promised ten seconds. */
  readonly lateness: readonly Fall[];
  /** From the last recovery to the first moment at which everything was right; null: never. */
  readonly calmAfterSeconds: number | null;
  readonly misdeeds: readonly string[];
  readonly count: Readonly<Record<string, number>>;
}

/** The third promise: every site is in the right state so long after the last recovery. */
const PROMISED_SECONDS = 10;

/** One run, with servers of its own. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-chaos-'));
  const servers = await startServers(folder, new Dice(options.seed, 'hosting'));
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
  const { parts, apiKey, database } = await Parts.start(source, join(folder, name), servers, name);
  const sql = connectSql(database, { max: 2 });
  const journal: Journal = { seed, name, lives: [], complaints: [], mailRefused: 0 };
  const mailsBefore = servers.sink.summaries().length;
  const client = new Client(parts.url, apiKey);
  try {
    const told: string[] = [];
    const world = await letLive({ servers, parts, journal, told, client, sql, options });
    await recover(servers, parts);
    const recoveredAt = performance.now();
    await finish(world);
    const sources = { sql, client, receiver: servers.receiver, sink: servers.sink, journal, mailsBefore };
    const outcome = await judge(sources, recoveredAt, options.patienceSeconds ?? 60);
    return { seed, ...outcome, misdeeds: told, count: { ...client.count, ...countOf(journal) } };
  } finally {
    await parts.stop();
    await sql.end({ timeout: 1 });
  }
}

interface Stage {
  readonly servers: Servers;
  readonly parts: Parts;
  readonly journal: Journal;
  readonly told: string[];
  readonly client: Client;
  readonly sql: World['sql'];
  readonly options: ChaosOptions;
}

/** The crowd lives and mischief is made, for as long as was asked. */
async function letLive(stage: Stage): Promise<World> {
  const { servers, parts, journal, told, client, sql, options } = stage;
  const { favours = [] } = options;
  const plans = await devisePlans(client);
  const until = Date.now() + options.seconds * 1_000;
  const isOver = (): boolean => Date.now() > until;
  const isLate = (): boolean =>
    options.mischief === 'all' && Date.now() > until - (options.seconds * 1_000) / 3;
  const world: World = { client, journal, plans, hookUrl: servers.receiver.url, sql, favours, isOver };
  const lives = Array.from({ length: options.accounts }, (_, index) => live(world, options.seed, index));
  const crowd = Promise.all(lives);
  if (options.mischief !== null) {
    const victims: Victims = { servers, parts, journal, told, kinds: options.mischief, isOver, isLate };
    const hands = ['first', 'second'].map((name) => new Dice(options.seed, name));
    await Promise.all(hands.map((dice) => makeMischief(victims, dice)));
  }
  // The last requests are asked until they are answered, so the system has to be whole for them.
  while (!isOver()) await delay(50);
  await recover(servers, parts);
  await crowd;
  return world;
}

/** Everything runs and is reachable again. */
async function recover({ lines, receiver, postgres, temporal }: Servers, parts: Parts): Promise<void> {
  receiver.trouble = 0;
  for (const line of Object.values(lines)) {
    line.slowDown(0);
    line.become('open');
  }
  for (const part of parts.names) parts.signal(part, 'SIGCONT');
  await Promise.all([untilThere(postgres.current.pid), untilThere(temporal.current.pid)]);
  await parts.ready(60_000);
}

async function untilThere(pid: number): Promise<void> {
  process.kill(pid, 0);
  await Promise.resolve();
}

/** Half of what is unknown is asked for once more, as a client does in the evening; the rest stays unknown. */
async function finish(world: World): Promise<void> {
  for (const life of world.journal.lives) {
    for (const [index, note] of life.posts.entries()) {
      if (note.entryId !== null || index % 2 === 0) continue;
      noteAnswer(world, life, note, await send(world, life, note, () => true));
    }
  }
}

/** Asks the checker until it has nothing to say, or until patience ends; then once more, lest something came after. */
async function judge(
  sources: Sources,
  recoveredAt: number,
  patienceSeconds: number,
): Promise<Pick<ChaosReport, 'falls' | 'lateness' | 'calmAfterSeconds'>> {
  for (let lateness: readonly Fall[] = []; ;) {
    const seconds = (performance.now() - recoveredAt) / 1_000;
    const falls = check(sources.journal, await gather(sources));
    if (falls.length > 0 && seconds < patienceSeconds) {
      if (seconds > PROMISED_SECONDS) lateness = falls;
      await hurryLetters(sources.sql);
      await delay(500);
      continue;
    }
    if (falls.length > 0) return { falls, lateness: [], calmAfterSeconds: null };
    await delay(2_000);
    return { falls: check(sources.journal, await gather(sources)), lateness, calmAfterSeconds: seconds };
  }
}

/** A letter whose turn comes in a minute is not lost; the checker only does not wait that long for it. */
async function hurryLetters(sql: World['sql']): Promise<void> {
  await sql`
    update letters set retry_at = now(), leased_until = null
     where sent_at is null and failed_at is null and (leased_until is null or leased_until < now() + interval '50 s')`;
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
