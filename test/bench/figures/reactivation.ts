import { setTimeout as delay } from 'node:timers/promises';
import { startFloor } from '../floors/floor.js';
import { HttpConnection, requestText } from '../load/connection.js';
import { ask } from '../machine/ask.js';
import type { Machine } from '../machine/machine.js';
import { waitFor } from '../machine/waitFor.js';
import type { Row } from '../row.js';

const SAMPLES = 60;
const PAUSE_MS = 60;

/**
 * From the answer to a payment until the gate lets visitors in again, against a bare signal and the activity it leads
 * to on the same Temporal server. One at a time, with a pause in between.
 */
export async function* measureReactivation(machine: Machine): AsyncGenerator<Row> {
  const { port } = await machine.part('api');
  await Promise.all([machine.part('worker'), machine.part('scheduler')]);
  const suspended = await openSuspended(machine, port);
  const floor = await startFloor(machine);
  await floor.startListeners(SAMPLES);
  const ours: number[] = [];
  const bare: number[] = [];
  for (const [index, account] of suspended.entries()) {
    bare.push(await floor.signal(index));
    await delay(PAUSE_MS);
    ours.push(await payAndWatch(machine, port, account));
    await delay(PAUSE_MS);
  }
  await floor.stop();
  yield rowOf('p50', 0.5, ours, bare);
  yield rowOf('p99', 0.99, ours, bare);
}

function rowOf(name: string, share: number, ours: number[], bare: number[]): Row {
  const [own, floor] = [at(share, ours), at(share, bare)];
  return {
    figure: `payment answered → site reactivated, ${name}, ms`,
    ours: own,
    floor,
    aim: '≤ 2 × the floor',
    met: own <= 2 * floor,
    note: `${SAMPLES} accounts one by one, seen at the gate; floor: bare signal → activity`,
  };
}

function at(share: number, values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

interface SuspendedAccount {
  readonly id: string;
  readonly host: string;
}

/**
 * Accounts that must hold 10 and hold nothing: their first assessment suspends them. So many at once trip the breaker,
 * so they are suspended when the Owner resets it.
 */
async function openSuspended(machine: Machine, port: number): Promise<SuspendedAccount[]> {
  const accounts: SuspendedAccount[] = [];
  for (let index = 0; index < SAMPLES; index += 1) {
    const host = `back-${index}.example`;
    const { id } = await ask<{ id: string }>(machine, port, 'POST', '/v1/accounts', {
      name: 'Late payer',
      email: 'late@client.example',
      currency: 'EUR',
      timeZone: 'Europe/London',
      billingDay: 1,
      creditLimit: '-10.00',
      plans: [],
      sites: [{ slug: `back-${index}`, name: host, hostnames: [host] }],
    });
    accounts.push({ id, host });
  }
  await untilAtRest(
    machine,
    accounts.length,
    'suspended or held back',
    ({ suspended, heldBack }) => suspended + heldBack,
  );
  await ask(machine, port, 'POST', '/v1/breaker/reset', {});
  await untilAtRest(machine, accounts.length, 'suspended', ({ suspended }) => suspended);
  return accounts;
}

interface AtRest {
  readonly suspended: number;
  readonly heldBack: number;
  readonly unsentEmails: number;
  readonly signals: number;
}

async function untilAtRest(
  { sql }: Machine,
  count: number,
  state: string,
  counted: (seen: AtRest) => number,
): Promise<void> {
  await waitFor({
    what: `${count} accounts to be ${state}, with no email or signal left to send`,
    look: async () => {
      const [seen] = await sql<[AtRest]>`
        select (select count(*) from accounts where state = 'suspended') as suspended,
               (select count(*) from held_back_accounts h join breakers b on b.id = h.breaker_id
                 where b.reset_at is null) as held_back,
               (select count(*) from emails where sent_at is null) as unsent_emails,
               (select count(*) from outbox) as signals`;
      return seen;
    },
    isEnough: (seen) => counted(seen) >= count && seen.unsentEmails === 0 && seen.signals === 0,
  });
}

async function payAndWatch(machine: Machine, port: number, account: SuspendedAccount): Promise<number> {
  const headers = { authorization: `Bearer ${machine.apiKey}`, 'idempotency-key': `back-${account.id}` };
  const body = JSON.stringify({ amount: '10.00', method: 'bank' });
  const payment = await HttpConnection.open(port);
  const gate = await HttpConnection.open(port);
  const look = requestText('GET', '/gate', { 'x-forwarded-host': account.host });
  await payment.ask(requestText('POST', `/v1/accounts/${account.id}/payments`, headers, body));
  const answered = performance.now();
  await waitFor({
    what: 'the site of a paid account to be reactivated; seen at the gate',
    everyMs: 1,
    look: async () => (await gate.ask(look)).status,
    isEnough: (status) => status === 204,
  });
  const took = performance.now() - answered;
  payment.close();
  gate.close();
  return took;
}
