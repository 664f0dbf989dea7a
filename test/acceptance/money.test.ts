import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Page, type Problem, type Sandbox } from '../setup/sandbox.js';
import {
  account,
  cents,
  charge,
  entries,
  eventually,
  euros,
  openAccount,
  pay,
  type Entry,
} from './account.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  expect(await sandbox.stop()).toEqual({ code: 0, left: [] });
});

/** The running balance and the numbers of an account must be what its amounts say. */
function expectSoundEntries(allEntries: readonly Entry[]): void {
  let balance = 0n;
  allEntries.forEach((entry, index) => {
    balance += cents(entry.amount);
    expect(entry.number).toBe(index + 1);
    expect(entry.balanceAfter).toBe(euros(balance));
  });
}

describe('entries', () => {
  it('are signed from the client’s side, numbered without a gap, with the balance after each', async () => {
    const { id } = await openAccount(sandbox);
    const payment = await pay(sandbox, id, '100.00');
    await charge(sandbox, id, '30.50');
    await sandbox.post(`/v1/accounts/${id}/refunds`, { amount: '20.00', method: 'bank' });
    await sandbox.post(`/v1/accounts/${id}/adjustments`, { amount: '-5.25', description: 'Agreed' });
    await sandbox.post(`/v1/accounts/${id}/adjustments`, { amount: '2.00', description: 'Goodwill' });
    const allEntries = await entries(sandbox, id);
    expect(allEntries.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      'payment 100.00',
      'charge -30.50',
      'refund -20.00',
      'adjustment -5.25',
      'adjustment 2.00',
    ]);
    expectSoundEntries(allEntries);
    expect(payment).toMatchObject({ number: 1, kind: 'payment', amount: '100.00', balanceAfter: '100.00' });
    expect(payment.description).not.toBe('');
    expect(new Date(payment.effectiveAt).toISOString()).toBe(payment.effectiveAt);
    expect((await account(sandbox, id)).balance).toBe('46.25');
  });

  it('are corrected by a linked reversal, once', async () => {
    const { id } = await openAccount(sandbox);
    const wrong = await charge(sandbox, id, '30.00');
    const reversal = await sandbox.post<Entry>(`/v1/entries/${wrong.id}/reverse`, { reason: 'Wrong client' });
    expect(reversal).toMatchObject({
      kind: 'reversal',
      amount: '30.00',
      balanceAfter: '0.00',
      reverses: wrong.id,
    });
    const again = await sandbox.send<Problem>(
      'POST',
      `/v1/entries/${wrong.id}/reverse`,
      { reason: 'Wrong client' },
      { 'idempotency-key': randomUUID() },
    );
    expect(again.status).toBeGreaterThanOrEqual(409);
    expect(again.status).toBeLessThan(500);
    expectSoundEntries(await entries(sandbox, id));
  });

  it('in dispute are left out of the headroom until resolved', async () => {
    const { id } = await openAccount(sandbox);
    await pay(sandbox, id, '10.00');
    const disputed = await charge(sandbox, id, '40.00');
    await sandbox.post(`/v1/entries/${disputed.id}/dispute`, { reason: 'Not ordered' });
    expect(await account(sandbox, id)).toMatchObject({ balance: '-30.00', headroom: '10.00' });
    await sandbox.post(`/v1/entries/${disputed.id}/resolve`, { outcome: 'dismissed' });
    expect((await account(sandbox, id)).headroom).toBe('-30.00');
  });

  it('come in pages that hold each once', async () => {
    const { id } = await openAccount(sandbox);
    for (let index = 0; index < 7; index += 1) await pay(sandbox, id, '1.00');
    const first = await sandbox.get<Page<Entry>>(`/v1/accounts/${id}/entries?limit=3`);
    expect(first.data).toHaveLength(3);
    expect(first.next).toEqual(expect.any(String));
    const all = await sandbox.all<Entry>(`/v1/accounts/${id}/entries?limit=3`);
    expect(all.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('carry a tax entry for every charge, rounded like a line, and go back with it', async () => {
    const { id } = await openAccount(sandbox, { tax: { name: 'VAT', percent: '19' }, creditLimit: '100.00' });
    await charge(sandbox, id, '0.50');
    const allEntries = await entries(sandbox, id);
    // 19 % of 0.50 is 0.095, half away from zero.
    expect(allEntries.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual(['charge -0.50', 'tax -0.10']);
    const [posted] = allEntries;
    const reversal = await sandbox.post<Entry>(`/v1/entries/${posted?.id ?? ''}/reverse`, {
      reason: 'Mistake',
    });
    expect(reversal.amount).toBe('0.50');
    expect((await account(sandbox, id)).balance).toBe('0.00');
    expectSoundEntries(await entries(sandbox, id));
  });
});

describe('amounts', () => {
  it('have the decimals of their currency', async () => {
    const yen = await openAccount(sandbox, { currency: 'JPY', creditLimit: '0' });
    const dinar = await openAccount(sandbox, { currency: 'KWD', creditLimit: '0.000' });
    expect((await pay(sandbox, yen.id, '4900')).amount).toBe('4900');
    expect((await pay(sandbox, dinar.id, '4.9')).amount).toBe('4.900');
    expect(yen).toMatchObject({ balance: '0', headroom: '0', creditLimit: '0' });
    expect((await account(sandbox, dinar.id)).balance).toBe('4.900');
  });

  it('beyond 2^53 minor units stay exact', async () => {
    const { id } = await openAccount(sandbox);
    await pay(sandbox, id, '90071992547409930.01');
    await pay(sandbox, id, '0.02');
    expect((await account(sandbox, id)).balance).toBe('90071992547409930.03');
  });

  it.each([
    ['more decimals than the currency has', '1.001'],
    ['a number instead of a string', 1.5],
    ['nothing', '0.00'],
    ['less than nothing', '-5.00'],
    ['no amount', ''],
    ['an exponent', '1e3'],
    ['a thousands separator', '1,000.00'],
    ['a blank', ' 1.00'],
    ['not a number', 'NaN'],
    ['hexadecimal', '0x10'],
    ['a thousand digits', '9'.repeat(1000)],
  ])('refused as a payment: %s', async (_, amount) => {
    const { id } = await openAccount(sandbox);
    const answer = await sandbox.send<Problem>(
      'POST',
      `/v1/accounts/${id}/payments`,
      { amount, method: 'bank', reference: 'R' },
      { 'idempotency-key': randomUUID() },
    );
    expect([400, 422]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.stringify(answer.body)).toContain('amount');
    expect(await entries(sandbox, id)).toEqual([]);
  });
});

describe('idempotency keys', () => {
  const body = { amount: '10.00', method: 'bank', reference: 'R-9' };

  it('return the first response again and post once', async () => {
    const { id } = await openAccount(sandbox);
    const key = { 'idempotency-key': randomUUID() };
    const first = await sandbox.send('POST', `/v1/accounts/${id}/payments`, body, key);
    const again = await sandbox.send('POST', `/v1/accounts/${id}/payments`, body, key);
    const reordered = await sandbox.send(
      'POST',
      `/v1/accounts/${id}/payments`,
      { reference: 'R-9', method: 'bank', amount: '10.00' },
      key,
    );
    expect(first.status).toBe(201);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(reordered.body).toEqual(first.body);
    expect(await entries(sandbox, id)).toHaveLength(1);
  });

  it('with another body, another account or another verb are a conflict that posts nothing', async () => {
    const { id } = await openAccount(sandbox);
    const other = await openAccount(sandbox);
    const key = { 'idempotency-key': randomUUID() };
    await sandbox.send('POST', `/v1/accounts/${id}/payments`, body, key);
    const responses = [
      await sandbox.send<Problem>('POST', `/v1/accounts/${id}/payments`, { ...body, amount: '11.00' }, key),
      await sandbox.send<Problem>('POST', `/v1/accounts/${other.id}/payments`, body, key),
      await sandbox.send<Problem>(
        'POST',
        `/v1/accounts/${id}/refunds`,
        { amount: '10.00', method: 'bank', reference: 'R-9' },
        key,
      ),
    ];
    expect(responses.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(responses[0]?.body.status).toBe(409);
    expect(responses[0]?.body.detail).toMatch(/key/i);
    expect(await entries(sandbox, id)).toHaveLength(1);
    expect(await entries(sandbox, other.id)).toHaveLength(0);
  });

  it('post once when twenty come at the same time', async () => {
    const { id } = await openAccount(sandbox);
    const key = { 'idempotency-key': randomUUID() };
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => sandbox.send<Entry>('POST', `/v1/accounts/${id}/payments`, body, key)),
    );
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(responses.map((answer) => answer.body.id)).size).toBe(1);
    expect(await entries(sandbox, id)).toHaveLength(1);
  });

  it('that differ post forty entries at the same time, numbered without a gap', async () => {
    const { id } = await openAccount(sandbox);
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) =>
        index % 2 === 0 ? pay(sandbox, id, '3.00') : charge(sandbox, id, '1.00'),
      ),
    );
    const allEntries = await entries(sandbox, id);
    expect(allEntries).toHaveLength(40);
    expectSoundEntries(allEntries);
    expect((await account(sandbox, id)).balance).toBe('40.00');
  });

  it('open an account once', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const wanted = {
      name: 'Once',
      email: 'once@example.com',
      currency: 'EUR',
      timeZone: 'UTC',
      billingDay: 1,
      creditLimit: '0.00',
      plans: [],
      sites: [{ slug: 'once', name: 'Once', hostnames: ['once.example'] }],
    };
    const responses = await Promise.all(
      Array.from({ length: 5 }, () => sandbox.send<{ id: string }>('POST', '/v1/accounts', wanted, key)),
    );
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(responses.map((answer) => answer.body.id)).size).toBe(1);
    const conflict = await sandbox.send('POST', '/v1/accounts', { ...wanted, name: 'Twice' }, key);
    expect(conflict.status).toBe(409);
  });

  it('used with a refused body can be used again with a valid one', async () => {
    const { id } = await openAccount(sandbox);
    const key = { 'idempotency-key': randomUUID() };
    const refused = await sandbox.send('POST', `/v1/accounts/${id}/payments`, { ...body, amount: 'x' }, key);
    expect([400, 422]).toContain(refused.status);
    expect((await sandbox.send('POST', `/v1/accounts/${id}/payments`, body, key)).status).toBe(201);
  });
});

describe('emails of money', () => {
  it('give a receipt for every payment, with its amount', async () => {
    const { id, email } = await openAccount(sandbox);
    await pay(sandbox, id, '12.34');
    const mails = await eventually(
      () => sandbox.mailsTo(email),
      ({ length }) => length > 0,
    );
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toContain('12.34');
    expect(mails[0]?.text).toContain('12.34');
    expect(mails[0]?.html).toContain('12.34');
  });

  it('go to the address with its name as one recipient, whatever the name', async () => {
    const { id, email } = await openAccount(sandbox, { name: 'Miller, Sons & <b>Co</b>' });
    await pay(sandbox, id, '1.00');
    const mails = await eventually(
      () => sandbox.mailsTo(email),
      ({ length }) => length > 0,
    );
    expect(mails).toHaveLength(1);
    expect(mails[0]?.html).not.toContain('<b>Co</b>');
  });
});
