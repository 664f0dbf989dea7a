import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PAGES } from '../../api/web/pageTable.js';
import { routeTable } from '../../api/v1/routes.js';
import { type Sandbox, startSandbox } from '../setup/sandbox.js';

// What only a connection can carry: bodies in pieces without a length, slow ones, and headers as heavy as Node takes
// them, door by door at a running system. `npm run budget` tries every door and prints a table; here each meets one form.

const IS_WHOLE = process.env['BUDGET'] === 'whole';
const EACH = IS_WHOLE ? 1 : 6;
/** For one request, on the machine of the first measurement; the lightest door shows how slow another machine is. */
const BUDGET_MS = 50;
const TIMES_FLOOR = 10;
const ROUNDS = 8;
const MEMORY_MB = 300;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

interface Door {
  readonly method: string;
  readonly path: string;
}

const ID = '01a3c5e7-7000-7000-8000-000000000000';
const filled = (path: string): string =>
  path.replaceAll('{slug}', sandbox.owner.site).replaceAll(/\{\w+\}/g, ID);
const DOORS: readonly Door[] = [...PAGES, ...routeTable({ sandbox: null, mailbox: null })].filter(
  ({ method }) => method !== 'get',
);

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const CHUNKED = 'content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n';
const HEAVY = Array.from({ length: 150 }, (_, nth) => `x-${nth}: ${'y'.repeat(80)}\r\n`).join('');

/** Headers, and pieces that follow with a pause between them. */
const FORMS: Readonly<Record<string, { head: string; pieces: readonly string[]; pauseMs: number }>> = {
  chunked: {
    head: CHUNKED,
    pieces: [...Array<string>(90).fill(chunk('a=b&'.repeat(256))), '0\r\n\r\n'],
    pauseMs: 0,
  },
  'byte by byte': { head: CHUNKED, pieces: [chunk('a').repeat(2_000), '0\r\n\r\n'], pauseMs: 0 },
  slow: { head: CHUNKED, pieces: [...Array<string>(6).fill(chunk('a=b&')), '0\r\n\r\n'], pauseMs: 40 },
  'heavy headers': { head: `${HEAVY}content-length: 0\r\n`, pieces: [], pauseMs: 0 },
};

/** The status, once the answer begins; 0 where the server ends the connection instead. */
function send({ method, path }: Door, form: string): Promise<number> {
  const { head, pieces, pauseMs } = FORMS[form] ?? { head: '', pieces: [], pauseMs: 0 };
  const { hostname, port, host } = new URL(sandbox.url);
  const socket = connect(Number(port), hostname);
  return new Promise((resolve) => {
    const end = (status: number): void => {
      socket.destroy();
      resolve(status);
    };
    socket.once('data', (bytes) => end(Number(bytes.toString('latin1').slice(9, 12))));
    socket.once('error', () => end(0)).once('close', () => end(0));
    socket.write(
      `${method.toUpperCase()} ${filled(path)} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${sandbox.apiKey}\r\n` +
        `sec-fetch-site: same-origin\r\n${head}\r\n`,
    );
    void (async () => {
      for (const piece of pieces) {
        if (pauseMs > 0) await delay(pauseMs);
        if (!socket.destroyed) socket.write(piece);
      }
    })();
  });
}

/** Processor time of the system's main process so far, and what it holds. */
function spent(): { readonly ms: number; readonly mb: number } {
  const { pid } = sandbox;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, user = '0', system = '0'] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(stat) ?? [];
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return { ms: (Number(user) + Number(system)) * 10, mb: Number(rss) / 1_024 };
}

async function costMs(
  door: Door,
  form: string,
): Promise<{ readonly ms: number; readonly statuses: Set<number> }> {
  const before = spent().ms;
  const statuses = new Set<number>();
  const round = async (): Promise<unknown> => statuses.add(await send(door, form));
  // Those that only wait can do so together.
  if (FORMS[form]?.pauseMs) await Promise.all(Array.from({ length: ROUNDS }, round));
  else for (let nth = 0; nth < ROUNDS; nth += 1) await round();
  return { ms: (spent().ms - before) / ROUNDS, statuses };
}

/** Asks the gate all the while; how long each answer took. */
function askGate(): { stop(): Promise<readonly number[]> } {
  const state = { isOver: false };
  const asking = (async () => {
    const tookMs: number[] = [];
    while (!state.isOver) {
      const began = performance.now();
      const { status } = await fetch(sandbox.gateUrl, { headers: { 'x-forwarded-host': 'any.example' } });
      expect(status).toBe(204);
      tookMs.push(performance.now() - began);
      await delay(5);
    }
    return tookMs.sort((a, b) => a - b);
  })();
  return {
    stop: () => {
      state.isOver = true;
      return asking;
    },
  };
}

it.skipIf(process.platform !== 'linux')(
  'no door spends more on what comes in pieces, slowly or with heavy headers than it is worth',
  async () => {
    const floor = await costMs({ method: 'get', path: '/healthz' }, 'heavy headers');
    const budgetMs = Math.max(BUDGET_MS, floor.ms * TIMES_FLOOR);
    const before = spent();
    const gate = askGate();
    const table: Record<string, { most: number; door: string }> = {};
    const over: string[] = [];
    for (const [place, door] of DOORS.entries()) {
      for (const [nth, form] of Object.keys(FORMS).entries()) {
        if ((nth + place) % EACH !== 0) continue;
        let { ms, statuses } = await costMs(door, form);
        // What the system does by itself meanwhile is no cost of the request's.
        if (ms > budgetMs) ({ ms, statuses } = await costMs(door, form));
        const name = `${door.method} ${door.path}`;
        if (ms > (table[form]?.most ?? -1)) table[form] = { most: ms, door: name };
        if (ms > budgetMs) over.push(`${name}, ${form}: ${ms.toFixed(0)} ms of ${budgetMs.toFixed(0)}`);
        if ([...statuses].some((status) => status >= 500))
          over.push(`${name}, ${form}: ${[...statuses].join()}`);
      }
    }
    const tookMs = await gate.stop();
    const p99 = tookMs[Math.floor(tookMs.length * 0.99)] ?? 0;
    const grownMb = spent().mb - before.mb;
    if (IS_WHOLE) {
      console.table(table);
      console.log(
        `floor ${floor.ms} ms; the gate's p99 meanwhile ${p99.toFixed(1)} ms of ${tookMs.length} answers`,
      );
      console.log(`memory grew by ${grownMb.toFixed(0)} MB`);
    }
    expect(over).toEqual([]);
    expect(grownMb).toBeLessThan(MEMORY_MB);
  },
  // Against what hangs; more doors take longer.
  1_800_000,
);
