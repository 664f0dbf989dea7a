import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { connectSql } from '../../../src/platform/sql/sql.js';
import { devisePlans, disableBreaker } from '../../simulation/chaos/population/population.js';
import type { Journal } from '../../simulation/chaos/population/journal.js';
import type { ChaosFixture } from '../../simulation/chaos/fixture.js';
import { ClientPopulation } from './clientPopulation.js';
import { MeasuredClient } from './measuredClient.js';
import { Memory, SLOPE_MAX } from './memory.js';
import { flow, type Stream } from './stream.js';
import { type Line, Tally } from './tally.js';
import { startSystemUnderLoad, type SystemUnderLoad } from './systemUnderLoad.js';
import { askDoctor, judge, untilCalm } from './verdict.js';
import { consolePage, GateAsker, PORTAL_PAGES, Session } from './visitors.js';

export interface LoadOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly accounts: number;
  readonly say: (line: string) => void;
}

const MINUTE_MS = 60_000;
const MINUTES_A_REPORT = 5;
const PORTALS = 20;
const OWNERS = 3;
const GATE_CONNECTIONS = 16;
/** The mailbox keeps ten thousand emails, and the checker wants to see each. */
const EMAILS_MAX = 9_900;

/** The mixed load, whole: true when nothing was wrong and nothing grew. */
export async function runLoad(options: LoadOptions): Promise<boolean> {
  const { seed, say } = options;
  const system = await startSystemUnderLoad(seed);
  let isGood = false;
  try {
    isGood = await runIn(system, options);
    return isGood;
  } finally {
    await system.stop();
    if (isGood) rmSync(system.folder, { recursive: true, force: true });
    else say(`The logs are in ${system.folder}.`);
  }
}

async function runIn(system: SystemUnderLoad, options: LoadOptions): Promise<boolean> {
  const { minutes, say } = options;
  const tally = new Tally();
  const over = { isOver: false };
  const fixture = await openFixture(system, tally, options, over);
  const { population, visitors } = await users(system, fixture, options);
  await untilCalm(system);
  say(`${new Date().toISOString()} at rest with ${options.accounts} accounts; ${minutes} minutes from now.`);
  const begunAt = new Date().toISOString();
  tally.open();
  const memory = new Memory(system.watched);
  const gate = await GateAsker.open(system.gatePort, hostsOf(fixture.journal), GATE_CONNECTIONS);
  const floor = connectSql(system.servers.postgres.current.url, { max: 1, name: 'floor' });
  const streams = streamsOf({ system, tally, population, visitors, gate, floor });
  const flows = Promise.all(streams.map((stream) => flow(stream, tally, () => over.isOver)));
  const broken = await Promise.race([system.broken, tell(minutes, { tally, memory, say })]);
  over.isOver = true;
  memory.stop();
  if (broken !== undefined) tally.fail('processes', broken);
  await flows;
  tally.close();
  gate.close();
  await floor.end();
  return conclude(system, fixture, { tally, memory, say, begunAt });
}

async function openFixture(
  system: SystemUnderLoad,
  tally: Tally,
  { seed }: LoadOptions,
  over: { readonly isOver: boolean },
): Promise<ChaosFixture> {
  const client = new MeasuredClient(system.url, system.apiKey, tally);
  await disableBreaker(system.sql);
  const journal: Journal = { seed, name: 'load', lives: [], complaints: [], mailRefused: 0, letThrough: [] };
  return {
    ...{ client, journal, sql: system.sql, favours: [], hookUrl: system.servers.receiver.url },
    plans: await devisePlans(client),
    isOver: () => over.isOver,
  };
}

interface Users {
  readonly owners: readonly Session[];
  readonly clients: readonly Session[];
}

async function users(
  { sql, url }: SystemUnderLoad,
  fixture: ChaosFixture,
  { seed, accounts }: LoadOptions,
): Promise<{ population: ClientPopulation; visitors: Users }> {
  const population = await ClientPopulation.open(fixture, seed, accounts);
  const [root] = await sql<{ slug: string }[]>`select slug from sites where parent_id is null`;
  const owner = await Session.ownerOf(sql, url, root?.slug ?? '');
  const clients: Session[] = [];
  for (const { slug } of fixture.journal.lives.slice(0, PORTALS))
    clients.push(await Session.ownerOf(sql, url, slug));
  const owners = Array.from({ length: OWNERS }, () => owner);
  return { population, visitors: { owners, clients } };
}

function hostsOf({ lives }: Journal): string[] {
  return lives.map(({ slug }) => `${slug}.example`);
}

interface Stage {
  readonly system: SystemUnderLoad;
  readonly tally: Tally;
  readonly population: ClientPopulation;
  readonly visitors: Users;
  readonly gate: GateAsker;
  readonly floor: SystemUnderLoad['sql'];
}

/** The mix, and how often a second each is begun. */
function streamsOf({ system, tally, population, visitors, gate, floor }: Stage): Stream[] {
  const { random, accountIds } = population;
  const client = new MeasuredClient(system.url, system.apiKey, tally);
  const everybody = [...visitors.owners, ...visitors.clients];
  const timed = (kind: string, perSecond: number, work: () => Promise<string | undefined>): Stream => ({
    ...{ kind, perSecond },
    act: () => tally.time(kind, work),
  });
  return [
    { kind: 'payment', perSecond: 2, act: () => population.pay() },
    { kind: 'usage batch', perSecond: 2, act: () => population.use() },
    { kind: 'other acts', perSecond: 0.5, act: () => population.act() },
    {
      kind: 'account read',
      perSecond: 4,
      act: async () => {
        await client.ask({ method: 'GET', path: `/v1/accounts/${random.pick(accountIds)}` }, () => true);
      },
    },
    timed('gate', 100, () => gate.ask()),
    timed('console page', 2, () => random.pick(visitors.owners).look(consolePage(random, accountIds))),
    timed('portal page', 2, () => random.pick(visitors.clients).look(random.pick(PORTAL_PAGES))),
    timed('login', 0.5, () => random.pick(everybody).logIn()),
    timed('floor: select 1', 5, async () => {
      await floor`select 1`;
      return undefined;
    }),
    timed('floor: empty route', 5, async () => {
      const answer = await fetch(system.bare.url);
      await answer.arrayBuffer();
      return answer.status === 204 ? undefined : `the empty route answered ${answer.status}`;
    }),
  ];
}

interface Telling {
  readonly tally: Tally;
  readonly memory: Memory;
  readonly say: (line: string) => void;
}

/** Says each minute what the processes hold, and every five how the requests went, until the time is over. */
async function tell(minutes: number, { tally, memory, say }: Telling): Promise<undefined> {
  const began = performance.now();
  for (let minute = 1; minute <= Math.ceil(minutes); minute += 1) {
    const isLast = minute >= minutes;
    await delay(Math.min(minute, minutes) * MINUTE_MS - (performance.now() - began));
    const held = [...memory.turn()].map(([name, mib]) => `${name} ${mib.toFixed(0)}`);
    say(
      `minute ${minute}: MiB ${held.join(', ')}; ${tally.failed} failures; load ${loadavg()[0]?.toFixed(1) ?? ''}`,
    );
    if (isLast || minute % MINUTES_A_REPORT === 0) say(tableOf(tally.turn()));
  }
}

function tableOf(lines: readonly Line[]): string {
  const row = (cells: readonly string[]): string => {
    const [first = '', ...rest] = cells;
    return `  ${first.padEnd(20)}${rest.map((cell) => cell.padStart(10)).join('')}`;
  };
  const rows = lines.map(({ kind, perSecond, p50Ms, p99Ms, failed }) =>
    row([kind, perSecond.toFixed(2), p50Ms.toFixed(1), p99Ms.toFixed(1), String(failed)]),
  );
  return [row(['kind', 'per s', 'p50 ms', 'p99 ms', 'failed']), ...rows].join('\n');
}

/** Everything that must hold at the end, said and judged. */
async function conclude(
  system: SystemUnderLoad,
  fixture: ChaosFixture,
  { tally, memory, say, begunAt }: Telling & { readonly begunAt: string },
): Promise<boolean> {
  const wrongs: string[] = [...tally.failures];
  const { client, journal, sql } = fixture;
  const { receiver, sink } = system.servers;
  const { falls, calmAfterSeconds } = await judge({ sql, client, receiver, sink, journal, mailsBefore: 0 });
  say(
    `The checker: ${falls.length} broken promises, ${calmAfterSeconds.toFixed(1)} s after the last request.`,
  );
  wrongs.push(...falls.map(({ promise, says }) => `promise ${promise} fell: ${says}`));
  const doctor = await askDoctor(system);
  say(`sitetab doctor: ${doctor.says}`);
  if (!doctor.isWell) wrongs.push('sitetab doctor found something');
  const emails = sink.summaries().length;
  if (emails > EMAILS_MAX)
    wrongs.push(`${emails} emails are more than the mailbox keeps; take fewer minutes`);
  const { warnings, errors } = system.complaints(begunAt);
  say(`${errors.length} lines of the logs say that something failed, ${warnings.length} warn.`);
  for (const warning of warnings.slice(0, 20)) say(`warned ${warning}`);
  wrongs.push(...errors.slice(0, 20));
  for (const { name, slope, give, minutes, isGrowing, isOurs } of memory.growth()) {
    const says = `${name}: ${slope.toFixed(2)} ± ${give.toFixed(2)} MiB a minute over ${minutes} minutes`;
    say(`memory of ${says}${isOurs ? '' : ' (shown, not judged)'}`);
    if (isGrowing) wrongs.push(`the memory of ${says} grows by more than ${SLOPE_MAX}`);
  }
  const posts = journal.lives.reduce((sum, { posts }) => sum + posts.length, 0);
  say(`${tally.total()} requests, ${tally.failed} failed; ${posts} postings, ${emails} emails.`);
  for (const wrong of wrongs) say(`WRONG ${wrong}`);
  return wrongs.length === 0;
}
