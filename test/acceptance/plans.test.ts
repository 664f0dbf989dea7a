import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Problem, type Sandbox } from '../setup/sandbox.js';
import {
  account,
  entries,
  emailKinds,
  makePlan,
  openAccount,
  recurringPlan,
  unique,
  use,
  type Plan,
} from './account.js';

const VECTORS = process.env['VECTORS_DIR'] ?? fileURLToPath(new URL('../vectors', import.meta.url));

interface RatingCase {
  plan: Record<string, unknown>;
  usage: Record<string, string>;
  activeDays?: number;
  wholeDays?: number;
  lines: unknown[];
  total: string;
}

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox('--now', '2031-01-01T00:00:00Z');
});

afterAll(async () => {
  expect(await sandbox.stop()).toEqual({ code: 0, left: [] });
});

async function amountsOf(id: string): Promise<string[]> {
  const allEntries = await entries(sandbox, id);
  return allEntries.map(
    ({ category, amount, effectiveAt }) => `${effectiveAt.slice(0, 10)} ${category ?? ''} ${amount}`,
  );
}

describe('the preview', () => {
  const files = readdirSync(VECTORS).filter((name) => name === 'rating.json' || name === 'proration.json');

  it.each(files)('rates every case of %s', async (file) => {
    const cases = JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as RatingCase[];
    expect(cases.length).toBeGreaterThan(50);
    for (const { lines, total, ...question } of cases) {
      expect(await sandbox.post('/v1/plans/preview', question)).toEqual({ lines, total });
    }
  });

  it.each([
    ['a quantity that is none', { usage: { m: 'x' } }],
    ['a quantity below zero', { usage: { m: '-1' } }],
    ['a 13th decimal', { usage: { m: '0.0000000000001' } }],
    ['more active days than days', { activeDays: 32, wholeDays: 31 }],
    ['half a day', { activeDays: 0.5, wholeDays: 31 }],
    ['no days', { activeDays: 0, wholeDays: 0 }],
  ])('refuses %s', async (_, wanted) => {
    const answer = await sandbox.send('POST', '/v1/plans/preview', {
      plan: {
        currency: 'EUR',
        recurring: [],
        usage: [{ id: 'u', meter: 'm', model: 'percentage', percent: '1' }],
      },
      usage: {},
      ...wanted,
    });
    expect([400, 422]).toContain(answer.status);
  });
});

describe('a plan', () => {
  const bands = (list: unknown[]) => ({
    usage: [{ id: 'u', meter: 'requests', model: 'graduated', bands: list }],
  });

  it.each([
    [
      'bands that do not ascend',
      bands([{ unitPrice: '1', upTo: '10' }, { unitPrice: '1', upTo: '5' }, { unitPrice: '1' }]),
    ],
    [
      'bands of the same end',
      bands([{ unitPrice: '1', upTo: '10' }, { unitPrice: '1', upTo: '10' }, { unitPrice: '1' }]),
    ],
    ['a bounded last band', bands([{ unitPrice: '1', upTo: '10' }])],
    ['an open band in the middle', bands([{ unitPrice: '1' }, { unitPrice: '2' }])],
    ['no bands', bands([])],
    ['a price below zero', bands([{ unitPrice: '-1' }])],
    ['a price of 13 decimals', bands([{ unitPrice: '0.0000000000001' }])],
    ['an unknown model', { usage: [{ id: 'u', meter: 'requests', model: 'magic' }] }],
    ['an unknown meter', { usage: [{ id: 'u', meter: 'nobody', model: 'percentage', percent: '1' }] }],
    [
      'packages of nothing',
      { usage: [{ id: 'u', meter: 'requests', model: 'package', packageSize: '0', packagePrice: '1' }] },
    ],
    [
      'two parts of one id',
      {
        recurring: [
          { id: 'a', amount: '1.00', timing: 'advance' },
          { id: 'a', amount: '1.00', timing: 'advance' },
        ],
      },
    ],
    ['an unknown timing', { recurring: [{ id: 'a', amount: '1.00', timing: 'now' }] }],
    ['too many decimals', { recurring: [{ id: 'a', amount: '1.001', timing: 'advance' }] }],
    ['a minimum above its maximum', { minimum: '10.00', maximum: '5.00' }],
    ['a replacement without a day', { replaceWith: randomUUID() }],
    ['a replacement that is not there', { replaceAfterDays: 30, replaceWith: randomUUID() }],
    ['an unknown currency', { currency: 'ABC' }],
    ['an unknown field', { discount: '5' }],
  ])('is refused with %s', async (_, terms) => {
    const answer = await sandbox.send<Problem>(
      'POST',
      '/v1/plans',
      { name: 'Bad', currency: 'EUR', recurring: [], usage: [], ...terms },
      { 'idempotency-key': randomUUID() },
    );
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.errors?.length ?? 0).toBeGreaterThan(0);
  });

  it('keeps its versions; an account stays on the one it has until it is moved', async () => {
    const id = await recurringPlan(sandbox, '10.00', 'advance');
    const { id: client } = await openAccount(sandbox, { plans: [id], creditLimit: '1000.00' });
    const terms = {
      currency: 'EUR',
      recurring: [{ id: 'care', amount: '20.00', timing: 'advance' }],
      usage: [],
    };
    expect(await sandbox.post<Plan>(`/v1/plans/${id}/versions`, terms)).toMatchObject({ id, version: 2 });
    const read = await sandbox.get<Plan & { recurring: unknown; versions: Plan[] }>(`/v1/plans/${id}`);
    expect(read.version).toBe(2);
    expect(read.recurring).toEqual(terms.recurring);
    expect((await account(sandbox, client)).plans).toEqual([expect.objectContaining({ id, version: 1 })]);
    const { id: later } = await openAccount(sandbox, { plans: [id], creditLimit: '1000.00' });
    expect((await account(sandbox, later)).plans).toEqual([expect.objectContaining({ id, version: 2 })]);
  });
});

/** One stretch of time for all: the accounts are opened on 1 January, looked at as the months go by. */
describe('accounts from January to April', () => {
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    await sandbox.advanceTo('2031-01-01T01:00:00Z');
    const advance = await recurringPlan(sandbox, '31.00', 'advance');
    const arrears = await recurringPlan(sandbox, '31.00', 'arrears');
    const next = await makePlan(sandbox, {
      startupCharge: '5.00',
      recurring: [{ id: 'big', amount: '62.00', timing: 'advance' }],
    });
    const open = async (name: string, wanted: Record<string, unknown>): Promise<void> => {
      ids[name] = (await openAccount(sandbox, { creditLimit: '100000.00', ...wanted })).id;
    };
    await open('advance', { plans: [advance] });
    await open('arrears', { plans: [arrears] });
    await open('both', { plans: [advance, arrears], tax: { name: 'VAT', percent: '19' } });
    await open('atPeriod', { plans: [advance] });
    await open('atDate', { plans: [advance] });
    await open('arrearsAtDate', { plans: [arrears] });
    await open('minimum', {
      plans: [
        await makePlan(sandbox, {
          minimum: '50.00',
          recurring: [{ id: 'a', amount: '10.00', timing: 'advance' }],
        }),
      ],
    });
    await open('maximum', {
      plans: [
        await makePlan(sandbox, {
          maximum: '50.00',
          usage: [{ id: 'u', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '1' }] }],
        }),
      ],
    });
    await open('startup', { plans: [await makePlan(sandbox, { startupCharge: '99.00' })] });
    const regular = await makePlan(sandbox, {
      startupCharge: '7.00',
      recurring: [{ id: 'full', amount: '60.00', timing: 'advance' }],
    });
    const intro = await makePlan(sandbox, {
      recurring: [{ id: 'trial', amount: '6.00', timing: 'advance' }],
      replaceAfterDays: 31,
      replaceWith: regular,
    });
    await open('intro', { plans: [intro] });
    const old = await recurringPlan(sandbox, '10.00', 'advance');
    const fresh = await recurringPlan(sandbox, '20.00', 'advance');
    await open('blanketA', { plans: [old] });
    await open('blanketB', { plans: [old, arrears] });
    expect(await sandbox.post(`/v1/plans/${old}/replace`, { with: fresh })).toMatchObject({ accounts: 2 });
    await sandbox.patch(`/v1/accounts/${ids['atPeriod'] ?? ''}`, { plans: [next] });
    await sandbox.patch(`/v1/accounts/${ids['atDate'] ?? ''}`, { plans: [next], effective: '2031-01-11' });
    await sandbox.patch(`/v1/accounts/${ids['arrearsAtDate'] ?? ''}`, {
      plans: [advance],
      effective: '2031-01-11',
    });
    const site = (await account(sandbox, ids['maximum'] ?? '')).sites[0]?.slug ?? '';
    await use(sandbox, site, 'requests', '1000');
  });

  it('settle at the period’s end', async () => {
    await sandbox.advanceTo('2031-02-02T00:00:00Z');
    expect(await amountsOf(ids['advance'] ?? '')).toEqual([
      '2031-01-01 recurring -31.00',
      '2031-02-01 recurring -31.00',
    ]);
    expect(await amountsOf(ids['arrears'] ?? '')).toEqual(['2031-02-01 recurring -31.00']);
    expect(
      (await entries(sandbox, ids['both'] ?? '')).map(({ kind, amount }) => `${kind} ${amount}`).sort(),
    ).toEqual([
      ...['charge -31.00', 'charge -31.00', 'charge -31.00', 'tax -5.89', 'tax -5.89', 'tax -5.89'],
    ]);
  });

  it('change plan at the next period start, the new plan’s start-up charge with it', async () => {
    expect(await amountsOf(ids['atPeriod'] ?? '')).toEqual([
      '2031-01-01 recurring -31.00',
      '2031-02-01 startup -5.00',
      '2031-02-01 recurring -62.00',
    ]);
  });

  it('change plan at a date: the period is cut in two, each prorated by days', async () => {
    const allEntries = await entries(sandbox, ids['atDate'] ?? '');
    const sum = (category: string, until: string): number =>
      allEntries
        .filter((entry) => entry.category === category && entry.effectiveAt < until)
        .reduce((total, entry) => total + Number(entry.amount), 0);
    // 10 of 31 days of 31.00 and 21 of 31 days of 62.00.
    expect(sum('recurring', '2031-02-01')).toBeCloseTo(-52, 6);
    expect(sum('startup', '2031-02-01')).toBe(-5);
    expect((await amountsOf(ids['atDate'] ?? '')).at(-1)).toBe('2031-02-01 recurring -62.00');
  });

  it('change from arrears to advance at a date without losing or doubling a day', async () => {
    const allEntries = await entries(sandbox, ids['arrearsAtDate'] ?? '');
    const january = allEntries.filter(
      (entry) => !entry.effectiveAt.startsWith('2031-02-01') || entry.amount === '-10.00',
    );
    expect(january.map(({ amount }) => amount).sort()).toEqual(['-10.00', '-21.00']);
  });

  it('pay the difference to a minimum and get back what is above a maximum', async () => {
    expect(await amountsOf(ids['minimum'] ?? '')).toEqual([
      '2031-01-01 recurring -10.00',
      ...['2031-02-01 minimum -40.00', '2031-02-01 recurring -10.00'],
    ]);
    expect(await amountsOf(ids['maximum'] ?? '')).toEqual([
      '2031-02-01 usage -1000.00',
      '2031-02-01 maximum 950.00',
    ]);
  });

  it('move together in a blanket replacement, their other plans kept', async () => {
    expect(await amountsOf(ids['blanketA'] ?? '')).toEqual([
      '2031-01-01 recurring -10.00',
      '2031-02-01 recurring -20.00',
    ]);
    expect((await amountsOf(ids['blanketB'] ?? '')).sort()).toEqual([
      '2031-01-01 recurring -10.00',
      '2031-02-01 recurring -20.00',
      '2031-02-01 recurring -31.00',
    ]);
  });

  it('leave an introductory plan by themselves', async () => {
    expect(await amountsOf(ids['intro'] ?? '')).toEqual([
      '2031-01-01 recurring -6.00',
      '2031-02-01 startup -7.00',
      '2031-02-01 recurring -60.00',
    ]);
  });

  it('accrue a recurring amount in arrears by elapsed time, an advance one not, and count the tax', async () => {
    await sandbox.advanceTo('2031-02-15T00:00:00Z');
    // Fourteen of 28 days.
    expect(await account(sandbox, ids['arrears'] ?? '')).toMatchObject({
      balance: '-31.00',
      accrued: '15.50',
    });
    expect(await account(sandbox, ids['advance'] ?? '')).toMatchObject({
      balance: '-62.00',
      accrued: '0.00',
    });
    expect(await account(sandbox, ids['both'] ?? '')).toMatchObject({ balance: '-110.67', accrued: '18.45' });
  });

  it('are charged for the start once', async () => {
    await sandbox.advanceTo('2031-04-02T00:00:00Z');
    expect(await amountsOf(ids['startup'] ?? '')).toEqual(['2031-01-01 startup -99.00']);
    expect((await amountsOf(ids['advance'] ?? '')).slice(2)).toEqual([
      '2031-03-01 recurring -31.00',
      '2031-04-01 recurring -31.00',
    ]);
  });

  it('send no statement where the account turned them off, and one a period where not', async () => {
    const kinds = await emailKinds(sandbox, ids['advance'] ?? '');
    expect(kinds.filter((kind) => kind === 'statement')).toHaveLength(3);
  });
});

describe('a plan changed in the middle of a period', () => {
  it('at a date: bands are not prorated and each part counts its own usage', async () => {
    const terms = (unitPrice: string) => ({
      usage: [
        {
          id: 'u',
          meter: 'requests',
          model: 'graduated',
          bands: [{ unitPrice: '0', upTo: '100' }, { unitPrice }],
        },
      ],
    });
    const first = await makePlan(sandbox, terms('1'));
    const second = await makePlan(sandbox, terms('2'));
    const slug = unique('cut');
    const { id } = await openAccount(sandbox, {
      plans: [first],
      creditLimit: '100000.00',
      sites: [{ slug, name: slug, hostnames: [] }],
    });
    await use(sandbox, slug, 'requests', '150');
    await sandbox.patch(`/v1/accounts/${id}`, { plans: [second], effective: '2031-04-10' });
    await sandbox.advanceTo('2031-04-15T00:00:00Z');
    await use(sandbox, slug, 'requests', '150');
    await sandbox.advanceTo('2031-05-02T00:00:00Z');
    const total = (await entries(sandbox, id)).reduce((sum, { amount }) => sum + Number(amount), 0);
    expect(total).toBe(-150);
  });
});
