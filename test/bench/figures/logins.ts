import { setTimeout as delay } from 'node:timers/promises';
import { hash, verify } from '@node-rs/argon2';
import { checkSession } from '../../../src/auth/sessions/sessions.js';
import { resetOwnerPassword } from '../../../src/auth/users/foundSite.js';
import { connectSql } from '../../../src/platform/sql/sql.js';
import { HttpConnection } from '../load/connection.js';
import { loginRequest } from '../load/httpCallers.js';
import type { LoginTarget } from '../load/job.js';
import type { Machine } from '../machine/machine.js';
import { below, type Row } from '../row.js';
import { seedHosts } from './gate.js';

const CHECKS = 2_000;
/** As many as a process compares at once. */
const AT_ONCE = 4;
const LOGINS_PER_SECOND = 50;

/** What a session check costs, how many get in a second, and what the gate notices of a rush to log in. */
export async function* measureLogins(machine: Machine, seconds: number): AsyncGenerator<Row> {
  const { port } = await machine.part('api');
  const target = await ownerOf(machine);
  yield await measureChecks(machine, port, target);
  yield* await measureRate(machine, port, target, seconds);
  yield await measureGateBeside(machine, port, target, seconds);
}

async function ownerOf({ sql, siteId }: Machine): Promise<LoginTarget> {
  const login = await resetOwnerPassword(sql, { now: Date.now(), actor: 'bench' }, siteId);
  if (login === undefined) throw new Error('The bench has no Owner to log in as.');
  return { slug: 'bench', ...login };
}

/** One after the other on one connection, beside a row of the same database by its primary key. */
async function measureChecks(machine: Machine, port: number, target: LoginTarget): Promise<Row> {
  const own = await logInOnce(port, target);
  const sql = connectSql(machine.services.databaseUrl, { max: 1, name: 'bench checks' });
  const ours = await middleMs(async () => {
    const session = await checkSession({ sql, now: Date.now() }, { slug: target.slug, own });
    if (session === undefined) throw new Error('The session that was just begun is not good.');
  });
  const floor = await middleMs(() => sql`select id, name from sites where id = ${machine.siteId}`);
  await sql.end({ timeout: 1 });
  const note = `there and back, the middle of ${CHECKS}; floor: a row by its primary key, same connection`;
  return { ...below('session check, ms', ours, 1, note), floor };
}

async function middleMs(work: () => PromiseLike<unknown>): Promise<number> {
  const took: number[] = [];
  for (let index = 0; index < CHECKS; index += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took.sort((left, right) => left - right)[CHECKS / 2] ?? NaN;
}

/** Logs in as a browser does and takes the session out of the cookie. */
async function logInOnce(port: number, target: LoginTarget): Promise<string> {
  const connection = await HttpConnection.open(port);
  const { text } = await connection.ask(loginRequest(target));
  connection.close();
  const session = new RegExp(`^set-cookie: sitetab-${target.slug}=([^;]+)`, 'im').exec(text)?.[1];
  if (session === undefined) throw new Error(`Login failed: ${text.slice(0, 400)}`);
  return session;
}

async function measureRate(
  { load }: Machine,
  port: number,
  target: LoginTarget,
  seconds: number,
): Promise<Row[]> {
  const floor = await comparisonsPerSecond(seconds);
  const task = { kind: 'logins', port, ...target } as const;
  const { done, failed, p99Ms, firstFailure, ...took } = await load.run({
    task,
    concurrency: AT_ONCE,
    seconds,
  });
  if (failed > 0) throw new Error(`${failed} logins failed: ${firstFailure ?? ''}`);
  const ours = done / took.seconds;
  const note = `${AT_ONCE} at once; floor: comparing a password, ${AT_ONCE} at once, and nothing else`;
  return [
    { figure: 'logins/s', ours, floor, aim: '≥ 0.5 of the floor', met: ours >= floor / 2, note },
    below("logins' p99, ms", p99Ms, 1_000, `${AT_ONCE} at once`),
  ];
}

async function comparisonsPerSecond(seconds: number): Promise<number> {
  const kept = await hash('a password of no user');
  const began = performance.now();
  let compared = 0;
  const compare = async (): Promise<void> => {
    while (performance.now() - began < seconds * 1_000) {
      await verify(kept, 'a password of no user');
      compared += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, compare));
  return compared / ((performance.now() - began) / 1_000);
}

/** The gate's slowest answers alone, and while people log in at a steady pace. */
async function measureGateBeside(
  machine: Machine,
  port: number,
  target: LoginTarget,
  seconds: number,
): Promise<Row> {
  const task = { kind: 'gate', port, hosts: await seedHosts(machine, 'beside') } as const;
  await machine.load.run({ task, concurrency: 32, seconds: 1 });
  const alone = await machine.load.run({ task, concurrency: 32, seconds });
  const rush = startRush(port, target);
  const beside = await machine.load.run({ task, concurrency: 32, seconds });
  const answered = await rush.stop();
  const figure = `gate's p99 at 32 beside ${LOGINS_PER_SECOND} logins/s, ms`;
  const note = `${(answered / beside.seconds).toFixed(0)} logins/s were answered; floor: the gate alone`;
  return { ...below(figure, beside.p99Ms, 20, note), floor: alone.p99Ms };
}

/** Begins a login at each tick, whether or not those before were answered, as people do. */
function startRush(port: number, target: LoginTarget): { stop: () => Promise<number> } {
  const request = loginRequest(target);
  const idle: HttpConnection[] = [];
  let isOver = false;
  let answered = 0;
  const logIn = async (): Promise<void> => {
    const connection = idle.pop() ?? (await HttpConnection.open(port));
    await connection.ask(request);
    if (!isOver) answered += 1;
    idle.push(connection);
  };
  const open = new Set<Promise<void>>();
  const pace = setInterval(() => {
    const login = logIn().finally(() => open.delete(login));
    open.add(login);
  }, 1_000 / LOGINS_PER_SECOND);
  return {
    stop: async () => {
      clearInterval(pace);
      isOver = true;
      await Promise.race([Promise.allSettled(open), delay(10_000)]);
      for (const connection of idle) connection.close();
      return answered;
    },
  };
}
