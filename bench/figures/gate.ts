import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../src/platform/index.js';
import { HttpConnection, requestText } from '../load/connection.js';
import type { Machine } from '../machine/machine.js';
import { startFloor } from '../machine/startFloor.js';
import { below, type Row } from '../row.js';
import { compare } from './compare.js';

const HOSTS = 1_000;
const CHANGES = 40;

/** The gate against a bare route of the same framework in a process of its own, and how soon it sees a change. */
export async function measureGate(machine: Machine, seconds: number): Promise<Row[]> {
  const hosts = await seedHosts(machine, 'gate');
  const { port } = await machine.part('api');
  const bare = await startFloor(new URL('../floors/bareRoute.ts', import.meta.url));
  const tasks = {
    ours: { kind: 'gate', port, hosts } as const,
    floor: { kind: 'gate', port: bare.port, hosts } as const,
  };
  await compare(machine.load, tasks, { concurrency: 32, seconds: 1 });
  const { ours, floor, p99Ms, floorP99Ms } = await compare(machine.load, tasks, { concurrency: 32, seconds });
  bare.stop();
  const seen = await measureChanges(machine, port, hosts[0] ?? '');
  const note = 'api alone at work; floor: a Hono route that answers 204; load from another process';
  return [
    { figure: 'gate answers/s at 32', ours, floor, aim: '≥ 5,000', met: ours >= 5_000, note },
    { ...below("gate's p99 at 32, ms", p99Ms, 5), floor: floorP99Ms },
    below('change of state seen by the gate, slowest, ms', Math.max(...seen), 100, `${CHANGES} changes`),
  ];
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
