import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../../src/platform/ids.js';
import { HttpConnection, requestText } from '../load/connection.js';
import type { LoadTask } from '../load/job.js';
import type { Machine } from '../machine/machine.js';
import { startFloor } from '../machine/startFloor.js';
import { below, type Row } from '../row.js';
import { compare } from './compare.js';

const HOSTS = 1_000;
const CHANGES = 40;

/** The gate against a bare route of the same framework in a process of its own, and how soon it sees a change. */
export async function* measureGate(machine: Machine, seconds: number): AsyncGenerator<Row> {
  const hosts = await seedHosts(machine, 'gate');
  const { port } = await machine.part('gate');
  const bare = await startFloor(new URL('../floors/bareRoute.ts', import.meta.url));
  const tasks = {
    ours: { kind: 'gate', port, hosts } as const,
    floor: { kind: 'gate', port: bare.port, hosts } as const,
  };
  await compare(machine.load, tasks, { concurrency: 32, seconds: 1 });
  const { ours, floor, p99Ms, floorP99Ms } = await compare(machine.load, tasks, { concurrency: 32, seconds });
  const note = 'gate alone at work; floor: a Hono route that answers 204; load from another process';
  yield { figure: 'gate answers/s at 32', ours, floor, aim: '≥ 5,000', met: ours >= 5_000, note };
  yield { ...below("gate's p99 at 32, ms", p99Ms, 5), floor: floorP99Ms };
  yield await measureBurning(machine, tasks);
  bare.stop();
  const seen = await measureChanges(machine, port, hosts[0] ?? '');
  yield below('change of state seen by the gate, slowest, ms', Math.max(...seen), 100, `${CHANGES} changes`);
}

const BURN_SECONDS = 3;
const BURNING_P99_MS = 20;

/**
 * The gate's p99 while the API has no moment to itself, beside that of the floor at the same time: large forms for a
 * login page, of which each keeps the one thread that answers pages busy.
 */
async function measureBurning(
  machine: Machine,
  tasks: { readonly ours: LoadTask; readonly floor: LoadTask },
): Promise<Row> {
  const api = await machine.part('api');
  const burner = burn(`http://127.0.0.1:${api.port}/sites/bench/login`);
  try {
    const job = { concurrency: 1, seconds: BURN_SECONDS };
    const floor = await machine.load.run({ task: tasks.floor, ...job });
    const ours = await machine.load.run({ task: tasks.ours, ...job });
    const note = 'one asks while eight post forms of 90 kB to a login page; floor: the bare route meanwhile';
    return {
      ...below("gate's p99 while the API burns, ms", ours.p99Ms, BURNING_P99_MS, note),
      floor: floor.p99Ms,
    };
  } finally {
    await burner.stop();
  }
}

function burn(url: string): { stop(): Promise<void> } {
  const body = Array.from({ length: 900 }, (_, field) => `field${field}=${'x'.repeat(90)}`).join('&');
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
  const stopping = new AbortController();
  const isOver = (): boolean => stopping.signal.aborted;
  const lanes = Array.from({ length: 8 }, async () => {
    while (!isOver()) {
      const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual' }).catch(
        () => null,
      );
      await answer?.arrayBuffer().catch(() => undefined);
    }
  });
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(lanes);
    },
  };
}

/** From the commit of a change of state to the first answer that shows it. */
async function measureChanges({ sql }: Machine, port: number, host: string): Promise<number[]> {
  const connection = await HttpConnection.open(port);
  const request = requestText('GET', '/gate', { 'x-forwarded-host': host });
  const seen: number[] = [];
  for (let change = 0; change < CHANGES; change += 1) {
    const [state, status] = change % 2 === 0 ? (['suspended', 403] as const) : (['active', 204] as const);
    await sql`update sites set wanted_state = ${state} where id = (select site_id from hostnames where hostname = ${host})`;
    const changed = performance.now();
    while ((await connection.ask(request)).status !== status) await delay(1);
    seen.push(performance.now() - changed);
  }
  connection.close();
  return seen;
}

/** Registers a thousand hosts, whose names begin with the word. */
export async function seedHosts({ sql, siteId }: Machine, word: string): Promise<string[]> {
  const now = Date.now();
  const seeds = Array.from({ length: HOSTS }, (_, index) => ({ id: newId(now), slug: `${word}-${index}` }));
  const ids = seeds.map(({ id }) => id);
  const slugs = seeds.map(({ slug }) => slug);
  await sql`
    insert into sites (id, slug, name, parent_id, created_at)
    select id, slug, slug, ${siteId}, ${now} from unnest(${ids}::uuid[], ${slugs}::text[]) as s(id, slug)`;
  await sql`
    insert into hostnames (hostname, site_id)
    select slug || '.example', id from unnest(${ids}::uuid[], ${slugs}::text[]) as s(id, slug)`;
  return slugs.map((slug) => `${slug}.example`);
}
