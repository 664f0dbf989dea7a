import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { reviveOverdue, startMissing } from '../../src/signals/watch.js';
import { workflowIdOf } from '../../workflows/messages.js';
import { startSystem, type System } from '../setup/system.js';
import { accountInput, granted } from '../setup/fixture.js';
import { formattedAccount } from '../setup/activities.js';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

async function openOne(connector?: { kind: string; url: string; secret: string }): Promise<string> {
  const input = accountInput({ timeZone: 'UTC', creditLimit: '0.00' });
  const [site] = input.sites;
  const sites = site === undefined || connector === undefined ? input.sites : [{ ...site, connector }];
  return granted(await openAccount(system.here(), { ...input, sites })).id;
}

const charge = async (id: string, amount: string): Promise<void> =>
  void granted(await postCharge(system.here(), id, { amount, description: 'Work', category: 'design' }));
const pay = async (id: string, amount: string): Promise<void> =>
  void granted(await recordPayment(system.here(), id, { amount, method: 'bank' }));
const stateOf = async (id: string): Promise<string> => (await formattedAccount(system.here(), id)).state;

/** Waits for something that does not need the system to be at rest. */
async function until(done: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await done());) {
    if (Date.now() > end) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe('mail trouble', () => {
  it('delays nothing but the mail, which goes out once the server takes it', async () => {
    const id = await openOne();
    await system.rest();
    system.mailbox.meetNext({ at: 'recipient', code: 451 });
    await charge(id, '10.00');
    await until(async () => (await stateOf(id)) === 'suspended');
    const { sql } = system.fixture.database;
    const waiting = () => sql<{ lastError: string | null; messageId: string }[]>`
      select last_error, message_id from emails
       where account_id = ${id} and kind = 'suspended' and sent_at is null and last_error is not null`;
    await until(async () => (await waiting()).length === 1);
    expect((await waiting())[0]?.lastError).toContain('451');
    await sql`update emails set retry_at = now() where account_id = ${id}`;
    await system.rest();
    expect(await system.emails(id)).toEqual(['suspended']);
  });

  it('retries with the same Message-ID when it is unknown whether it went out', async () => {
    const id = await openOne();
    await system.rest();
    system.mailbox.meetNext({ at: 'hang-up', isKept: true });
    await charge(id, '10.00');
    const { sql } = system.fixture.database;
    await until(async () => {
      const rows = await sql`select 1 from emails where account_id = ${id} and last_error is not null`;
      return rows.length === 1;
    });
    await sql`update emails set retry_at = now() where account_id = ${id}`;
    await system.rest();
    const [email] = await sql<
      { messageId: string }[]
    >`select message_id from emails where account_id = ${id}`;
    const copies = system.mailbox.summaries().filter((mail) => mail.messageId === email?.messageId);
    expect(copies).toHaveLength(2);
  });

  it('gives up on an address that is refused for good, and reports it', async () => {
    const id = await openOne();
    await system.rest();
    system.mailbox.meetNext({ at: 'recipient', code: 550 });
    await charge(id, '10.00');
    await system.rest();
    const { sql } = system.fixture.database;
    const [email] = await sql<{ failedAt: number | null; lastError: string }[]>`
      select failed_at, last_error from emails where account_id = ${id} and kind = 'suspended'`;
    expect(email?.failedAt).not.toBeNull();
    expect(email?.lastError).toContain('550');
    expect(await stateOf(id)).toBe('suspended');
  });
});

describe('connector trouble', () => {
  let hook: Server;
  let answer: (order: { type: string; generation: number }) => { status: number; body?: object };
  const seen: string[] = [];
  const connector = () => ({
    kind: 'webhook',
    url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`,
    secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  });

  beforeAll(async () => {
    hook = createServer((request, response) => {
      let body = '';
      request.on('data', (bytes: Buffer) => (body += bytes.toString()));
      request.on('end', () => {
        const order = JSON.parse(body) as { type: string; generation: number };
        seen.push(order.type);
        const { status, body: reply } = answer(order);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(reply === undefined ? '' : JSON.stringify(reply));
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void hook.close());

  it('repeats a command until the connector confirms, and never lets a late suspend beat a newer reactivate', async () => {
    answer = () => ({ status: 500 });
    const id = await openOne(connector());
    await system.rest();
    await charge(id, '10.00');
    await system.rest();
    let view = await formattedAccount(system.here(), id);
    expect(view.state).toBe('suspended');
    expect(view.sites[0]).toMatchObject({ state: 'suspended', confirmed: false });
    expect(view.sites[0]?.connectorError).not.toBeNull();
    expect(view.nextWakeFor).toBe('connector');

    await pay(id, '20.00');
    await system.rest();
    answer = ({ type, generation }) => ({
      status: 200,
      body: { state: type === 'site.suspend' ? 'suspended' : 'active', generation },
    });
    await system.goTo(system.now() + 3_600_000);
    view = await formattedAccount(system.here(), id);
    expect(view.state).toBe('active');
    expect(view.sites[0]).toMatchObject({ state: 'active', confirmed: true, connectorError: null });
    expect(seen.at(-1)).toBe('site.reactivate');
  });
});

describe('Temporal trouble', () => {
  it('starts a lost workflow again, and the account continues from its ledger', async () => {
    const id = await openOne();
    await pay(id, '5.00');
    await system.rest();
    await system.temporal.client.workflow.getHandle(workflowIdOf(id)).terminate('lost');
    await charge(id, '9.00');
    await system.rest();
    expect(await stateOf(id)).toBe('suspended');
  });

  it('finds accounts without a workflow, and accounts that are overdue', async () => {
    const id = await openOne();
    await system.rest();
    await system.temporal.client.workflow.getHandle(workflowIdOf(id)).terminate('lost');
    expect(await startMissing(system.here(), new Set())).toContain(id);
    await system.rest();
    const { status } = await system.temporal.client.workflow.getHandle(workflowIdOf(id)).describe();
    expect(status.name).toBe('RUNNING');

    await system.temporal.client.workflow.getHandle(workflowIdOf(id)).terminate('lost');
    const later = { ...system.here(), now: system.now() + 60 * DAY_MS };
    expect(await reviveOverdue({ ...later, wakeAccount: () => undefined }, 100)).toContain(id);
  });
});
