import { join } from 'node:path';
import { viewerKey } from '../../../api/public/viewerKey.js';
import { resetOwnerPassword } from '../../../src/auth/users/foundSite.js';
import { createSecretBox, readSecretKeys } from '../../../src/platform/secretBox.js';
import { HttpConnection } from '../load/connection.js';
import { loginRequest } from '../load/httpCallers.js';
import { type Machine, startMachine } from '../machine/machine.js';
import type { Part } from '../machine/part.js';
import { type Floor, startFloor } from '../machine/startFloor.js';
import { askPage, weigh } from '../pages/askPage.js';
import { listSights, type Sight } from '../pages/paths.js';
import { number, type Row } from '../row.js';
import { fillTenant } from '../seed/fillTenant.js';
import { fillThings } from '../seed/fillThings.js';

const FIRST_BYTE_MS_MAX = 100;
const BYTES_MAX = 100_000;
const ROUNDS = 15;
/** Who is looked at as a client: an account with all there can be. */
const CLIENT = 'site-7';

/** Every page of the console and the portal over HTTP, as a logged-in user, with so many accounts. */
export async function* measurePages(accounts: number): AsyncGenerator<Row> {
  // On servers of their own: so many accounts would change what the other figures measure.
  const machine = await startMachine();
  try {
    const began = performance.now();
    const large = accounts > 20_000;
    const size = { accounts, entriesEach: large ? 24 : 48, usageDays: large ? 20 : 60 };
    await fillTenant(machine.sql, machine.siteId, size);
    await fillThings(machine.sql, machine.siteId);
    await machine.sql`vacuum analyze`;
    const took = ((performance.now() - began) / 1_000).toFixed(0);
    process.stderr.write(`${accounts} accounts with ${size.entriesEach} entries each filled in ${took} s\n`);
    yield* await look(machine);
  } finally {
    await machine.stop();
  }
}

async function look(machine: Machine): Promise<Row[]> {
  const api = await machine.part('api');
  const program = new URL('../floors/emptyPage.tsx', import.meta.url);
  const floor = await startFloor(program, { DATABASE_URL: machine.services.databaseUrl });
  const cookies = {
    owner: `${await logIn(machine, api.port, 'bench')}; sitetab.viewer=${viewerKeyOf(machine)}`,
    client: await logIn(machine, api.port, CLIENT),
  };
  const sights = await listSights(machine.sql, CLIENT);
  const wanted = process.env['BENCH_PAGES'];
  const chosen = wanted === undefined ? sights : sights.filter(({ name }) => name.includes(wanted));
  const looks: Look[] = [];
  const empty = new Look(EMPTY, floor, cookies.owner);
  for (const sight of chosen) {
    const one = new Look(sight, api, cookies[sight.who]);
    if (await one.first()) looks.push(one);
  }
  if (!(await empty.first()))
    throw new Error('The floor gave no page, so nothing could be compared with it.');
  // Round by round, so that whatever else the machine does is spread over all of them.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const each of looks) {
      await each.again();
      await empty.again();
    }
  }
  floor.stop();
  return looks.map((each) => each.row(empty.middleMs));
}

/** Opens the figures of the api, as the key that `npm start` prints. */
function viewerKeyOf({ folder }: Machine): string {
  const file = join(folder, 'parts', 'secret-key');
  return viewerKey(createSecretBox(...readSecretKeys(undefined, file)));
}

const EMPTY: Sight = { name: 'empty', path: '/sites/bench/empty', who: 'owner', isFile: false };

/** Logs in as a site's Owner; what the browser sends with each request from then on. */
async function logIn({ sql }: Machine, port: number, slug: string): Promise<string> {
  const [site] = await sql<{ id: string }[]>`select id from sites where slug = ${slug}`;
  const login = await resetOwnerPassword(sql, { now: Date.now(), actor: 'bench' }, site?.id ?? '');
  if (login === undefined) throw new Error(`The site ${slug} has no Owner to log in as.`);
  const connection = await HttpConnection.open(port);
  const { text } = await connection.ask(loginRequest({ slug, ...login }));
  connection.close();
  const cookie = new RegExp(`^set-cookie: (sitetab-${slug}=[^;]+)`, 'im').exec(text)?.[1];
  if (cookie === undefined) throw new Error(`Login failed at ${slug}: ${text.slice(0, 400)}`);
  return cookie;
}

/** One page, looked at again and again. */
class Look {
  readonly #sight: Sight;
  readonly #on: Part | Floor;
  readonly #cookie: string;
  readonly #firstBytesMs: number[] = [];
  #firstMs = 0;
  #bytes = 0;
  #processorMs = 0;

  constructor(sight: Sight, on: Part | Floor, cookie: string) {
    this.#sight = sight;
    this.#on = on;
    this.#cookie = cookie;
  }

  /** The first request after the start, which is measured apart, and the page's size; false if it fails. */
  async first(): Promise<boolean> {
    const answer = await askPage(this.#on.port, this.#sight.path, this.#cookie);
    if (answer.status !== 200) {
      console.error(`${this.#sight.path} answered ${answer.status}: ${answer.body.slice(-300)}`);
      process.exitCode = 1;
      return false;
    }
    this.#firstMs = answer.firstByteMs;
    this.#bytes = this.#sight.isFile ? answer.bytes : await weigh(this.#on.port, answer, this.#cookie);
    return true;
  }

  async again(): Promise<void> {
    const before = 'processorMs' in this.#on ? this.#on.processorMs() : 0;
    const { firstByteMs } = await askPage(this.#on.port, this.#sight.path, this.#cookie);
    this.#firstBytesMs.push(firstByteMs);
    if ('processorMs' in this.#on) this.#processorMs += this.#on.processorMs() - before;
  }

  get middleMs(): number {
    return this.#share(0.5);
  }

  #share(share: number): number {
    const sorted = [...this.#firstBytesMs].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length * share)] ?? NaN;
  }

  row(floor: number): Row {
    const { name, isFile } = this.#sight;
    const ours = this.middleMs;
    const size = `${(this.#bytes / 1_000).toFixed(1)} kB`;
    const note = `p95 ${number(this.#share(0.95))}; first look ${number(this.#firstMs)}; ${size}; ${number(this.#processorMs / ROUNDS)} ms of processor`;
    const met = ours < FIRST_BYTE_MS_MAX && (isFile || this.#bytes < BYTES_MAX);
    const aim = isFile ? '< 100 ms' : '< 100 ms, < 100 kB';
    return { figure: `${name}, first byte, ms`, ours, floor, aim, met, note };
  }
}
