import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../setup/database/database.js';
import { type Sandbox, startWholeSandbox } from '../setup/sandbox.js';
import { entries, openAccount, recurringPlan } from './account.js';

const folder = mkdtempSync(join(tmpdir(), 'sitetab-kept-'));
const data = ['--data', join(folder, 'data')];
let account = '';
let database: { readonly DATABASE_URL: string };
let again: Sandbox;

const hours = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 3_600_000;

beforeAll(async () => {
  database = { DATABASE_URL: (await createTestDatabase({ max: 1 })).url };
  const first = await startWholeSandbox(['--now', '2031-01-01T00:00:00Z', ...data], database);
  const plan = await recurringPlan(first, '30.00', 'advance');
  const client = { plans: [plan], creditLimit: '50.00', billingDay: 1, timeZone: 'Europe/Berlin' };
  account = (await openAccount(first, client)).id;
  await first.advance('P10D');
  expect(await first.stop()).toMatchObject({ code: 0, left: [] });
});
beforeAll(async () => {
  again = await startWholeSandbox(data, database);
});
afterAll(async () => {
  await again.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('a sandbox restarted on its data folder does the work that is due, and then stops', async () => {
  // It goes on from what is last on record, which is the charge of the first day.
  await again.advance('P45D');
  const charged = (await entries(again, account)).filter(({ kind }) => kind === 'charge');
  expect(charged).toHaveLength(2);
  // Posted at the due time, not when an overdue account is found.
  for (const { postedAt, effectiveAt } of charged) expect(hours(effectiveAt, postedAt)).toBeLessThan(1);
  await again.advance('P30D');
  expect(await again.get(`/v1/accounts/${account}`)).toMatchObject({ state: 'suspended' });
});
