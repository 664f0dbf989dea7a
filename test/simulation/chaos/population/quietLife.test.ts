import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { localDay } from '../checker/calendar.js';
import { Client } from './client.js';
import { beLike } from './population.js';
import { Random } from '../../random.js';
import { liveQuietly, postFor } from './quietLife.js';
import type { ChaosFixture } from '../fixture.js';

it('a quiet client pays to have more days and is charged to have fewer, never an amount of nothing or less', () => {
  const days = fc.oneof(fc.double({ min: -1e6, max: 1e6 }), fc.double({ min: -0.02, max: 0.02 }));
  fc.assert(
    fc.property(days, (more) => {
      const due = postFor(more);
      if (due === undefined) return !(Math.abs(more) > 0.006);
      return due.kind === 'payment' ? more > 0 && due.amount > 0n : more < 0 && due.amount < 0n;
    }),
  );
});

it('nothing is posted for an account whose months are not known', () => {
  expect([NaN, Infinity, -Infinity].map(postFor)).toEqual([undefined, undefined, undefined]);
});

/** Says a week is left after a charge and not after a payment; loses the first answer to each, before or after it counts. */
class Forgetful {
  readonly amounts: number[] = [];
  #isLow = false;
  readonly #seen = new Map<string, boolean>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ notices: { week: this.#isLow ? 'log' : null, day: null } }));
      return;
    }
    const { amount } = JSON.parse(await text(request)) as { amount: string };
    const key = String(request.headers['idempotency-key']);
    const isFirst = !this.#seen.has(key);
    if (!isFirst || this.#random.chance(0.5)) this.#post(key, request.url ?? '', Number(amount) * 100);
    else this.#seen.set(key, false);
    if (isFirst) request.socket.destroy();
    else response.writeHead(201).end(JSON.stringify({ id: key }));
  }

  #post(key: string, path: string, amount: number): void {
    if (this.#seen.get(key) === true) return;
    this.#seen.set(key, true);
    this.amounts.push(amount);
    this.#isLow = path.endsWith('/charges');
  }
}

it('a quiet life ends as it should though the answers to its last postings are lost', async () => {
  for (let seed = 1; seed <= 5; seed += 1) {
    const random = new Random(seed);
    const accounts = new Forgetful(new Random(seed, 'forgetful'));
    const server = createServer((request, response) => void accounts.answer(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key');
    const journal = { seed, name: 'quiet', lives: [], complaints: [], mailRefused: 0, letThrough: [] };
    const plans = [{ id: 'plain', unitPrice: 0n, monthly: 3_000n }];
    const fixture = { client, journal, plans, isOver: () => true } as Partial<ChaosFixture> as ChaosFixture;
    const life = beLike(fixture, random, 1, 'quiet');
    life.openedOn = localDay(Date.now(), 'UTC');
    const paid = {
      key: 'first',
      kind: 'payment',
      entryId: 'first',
      dispute: 'none',
      reversal: 'no',
    } as const;
    life.posts.push({ ...paid, amount: 2_000n });
    await liveQuietly(fixture, life, random);
    server.close();
    expect(accounts.amounts.length).toBeGreaterThanOrEqual(2);
    expect(accounts.amounts.filter((amount) => !(amount > 0))).toEqual([]);
    expect(life.posts.filter(({ entryId }) => entryId === null)).toEqual([]);
    expect(journal.complaints).toEqual([]);
  }
});
