import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../setup/sandbox.js';
import { type Account, openAccount } from './account.js';

// A wrong bulk charge, with the real workflows, the gate and the email.

interface Breaker {
  readonly suspended: number;
  readonly active: number;
  readonly allowed: number;
  readonly accounts: number;
  readonly held: readonly { readonly id: string; readonly headroom: string }[];
}

let sandbox: Sandbox;
let accounts: Account[];

beforeAll(async () => {
  sandbox = await startSandbox();
  accounts = [];
  for (let index = 0; index < 8; index += 1) accounts.push(await openAccount(sandbox));
  for (const { id } of accounts) {
    const charge = { amount: '9.00', description: 'Domain', category: 'domain' };
    await sandbox.post(`/v1/accounts/${id}/charges`, charge);
  }
  await sandbox.advance('PT10M');
});

afterAll(async () => {
  await sandbox.stop();
});

const states = async (): Promise<string[]> => {
  const rows = await sandbox.all<Account>('/v1/accounts');
  return rows.map(({ state }) => state).toSorted();
};

const shut = async (): Promise<number> => {
  let count = 0;
  for (const { sites } of accounts) {
    const host = `${sites[0]?.slug ?? ''}.example`;
    const { status } = await sandbox.send('GET', '/gate', undefined, { 'x-forwarded-host': host });
    if (status === 403) count += 1;
  }
  return count;
};

const emailsOf = async (subject: RegExp) =>
  (await sandbox.mailsTo(sandbox.owner.email)).filter((mail) => subject.test(mail.subject));

describe('eight clients that hit their limit together', () => {
  it('have five sites suspended and three held back, and the owner is notified of both', async () => {
    expect(await states()).toEqual([
      ...Array<string>(3).fill('active'),
      ...Array<string>(5).fill('suspended'),
    ]);
    const { breaker } = await sandbox.get<{ breaker: Breaker }>('/v1/breaker');
    expect(breaker).toMatchObject({ suspended: 5, active: 8, allowed: 5, accounts: 3 });
    expect(breaker.held.map(({ headroom }) => headroom)).toEqual(['-9.00', '-9.00', '-9.00']);
    await expect.poll(shut).toBe(5);
  });

  it('send their owner one email, and one more a day later', async () => {
    expect(await emailsOf(/^Suspensions at .* are paused: \d clients? stays? online$/)).toHaveLength(1);
    await sandbox.advance('P1D');
    expect(await emailsOf(/paused/)).toHaveLength(2);
    await expect.poll(shut).toBe(5);
  });

  it('are reactivated one by one while the breaker is tripped', async () => {
    const shutDown = (await sandbox.all<Account>('/v1/accounts')).find(({ state }) => state === 'suspended');
    const payment = { amount: '9.00', method: 'bank' };
    await sandbox.post(`/v1/accounts/${shutDown?.id ?? ''}/payments`, payment);
    await sandbox.advance('PT1M');
    await expect.poll(shut).toBe(4);
  });

  it('are all suspended soon after the owner resets the breaker', async () => {
    expect(await sandbox.post('/v1/breaker/reset', {})).toEqual({ accounts: 3 });
    await sandbox.advance('PT1M');
    await expect.poll(shut).toBe(7);
    expect(await sandbox.get('/v1/breaker')).toEqual({ breaker: null });
    expect((await sandbox.send('POST', '/v1/breaker/reset', {})).status).toBe(409);
    await sandbox.advance('P2D');
    expect(await emailsOf(/paused/)).toHaveLength(2);
  });
});
