import { describe, expect, it } from 'vitest';
import { type PastEntry, worthBehind } from '../../src/billing/hindsight.js';
import { account, assigned, at, usageDay } from './account.js';

const OPENED = '2026-03-01T00:00:00Z';
const HOSTING = { recurring: [{ id: 'hosting', amount: '31.00', timing: 'arrears' as const }] };
const HITS = {
  usage: [{ id: 'hits', meter: 'requests', model: 'graduated' as const, bands: [{ unitPrice: '0.01' }] }],
};

const payment = (amount: bigint, time: string): PastEntry => ({
  amount,
  effectiveAt: at(time),
  isCharge: false,
  taxPart: 'none',
});

describe('the past worth of an account', () => {
  it('decreases by a day’s part of what accrues, day by day', () => {
    const facts = account({ assignments: [assigned('plan', HOSTING)] });
    const entries = [payment(10_000n, OPENED)];
    const worth = worthBehind(facts, {
      entries,
      opening: 0n,
      from: at(OPENED),
      to: at('2026-03-04T12:00:00Z'),
    });
    expect(worth.map(({ minor }) => minor)).toEqual([10_000n, 9_900n, 9_800n, 9_700n]);
  });

  it('steps up with a payment, seen just before and at it', () => {
    const entries = [payment(500n, '2026-03-02T12:00:00Z')];
    const worth = worthBehind(account(), {
      entries,
      opening: 100n,
      from: at(OPENED),
      to: at('2026-03-03T12:00:00Z'),
    });
    expect(worth.map(({ minor }) => minor)).toEqual([100n, 100n, 100n, 600n, 600n]);
    expect(worth[2]?.at).toBe(worth[3]?.at);
  });

  it('counts a day’s usage from its end on, and nothing twice once it is posted', () => {
    const facts = account({
      openFrom: at('2026-04-01T00:00:00Z'),
      openFromDate: '2026-04-01',
      assignments: [assigned('plan', HITS)],
      usage: [usageDay('2026-03-30', '1000'), usageDay('2026-03-31', '1000'), usageDay('2026-04-01', '1000')],
    });
    const line = { assignmentId: 'plan', line: 'hits', periodDate: '2026-03-01' };
    const entries = [
      payment(10_000n, OPENED),
      {
        amount: -2_000n,
        effectiveAt: at('2026-04-01T00:00:00Z'),
        isCharge: true,
        taxPart: 'none' as const,
        ...line,
      },
    ];
    const from = at('2026-03-30T00:00:00Z');
    const worth = worthBehind(facts, { entries, opening: 0n, from, to: at('2026-04-02T12:00:00Z') });
    expect(worth.map(({ minor }) => minor)).toEqual([10_000n, 9_000n, 8_000n, 7_000n]);
  });

  it('bears the tax on the sum, before and after it is posted line by line and put right', () => {
    const tax = { name: 'VAT', percent: 19_000_000_000_000n };
    const assignments = [assigned('plan', { recurring: [] })];
    const facts = account({
      openFrom: at('2026-04-01T00:00:00Z'),
      openFromDate: '2026-04-01',
      assignments,
      tax,
    });
    const entry = (amount: bigint, time: string, taxPart: PastEntry['taxPart']): PastEntry => ({
      ...{ amount, effectiveAt: at(time), isCharge: taxPart === 'net', taxPart },
    });
    const entries = [
      ...Array.from({ length: 50 }, () => [
        entry(-3n, '2026-03-30T12:00:00Z', 'net'),
        entry(-1n, '2026-03-30T12:00:00Z', 'tax'),
      ]).flat(),
      { ...entry(21n, '2026-04-01T00:00:00Z', 'tax'), periodDate: '2026-03-01' },
    ];
    const from = at('2026-03-30T00:00:00Z');
    const worth = worthBehind(facts, { entries, opening: 0n, from, to: at('2026-04-02T12:00:00Z') });
    expect(worth.map(({ minor }) => minor)).toEqual([0n, -179n, -179n, -179n]);
  });

  it('has nothing from before the account was opened', () => {
    const worth = worthBehind(account(), {
      entries: [],
      opening: 0n,
      from: 0,
      to: at('2026-03-02T12:00:00Z'),
    });
    expect(worth[0]?.at).toBe(at(OPENED));
    expect(worth).toHaveLength(2);
  });
});
