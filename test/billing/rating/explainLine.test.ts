/** Every line of every worked case explains itself: its parts, added up and rounded once, come to what is posted. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compilePlan } from '../../../src/billing/plans/plan.js';
import type { PlanTerms } from '../../../src/billing/plans/terms.js';
import { explainLine } from '../../../src/billing/rating/explainLine.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { parseQuantity } from '../../../src/core/values/quantity.js';
import { isRefusal } from '../../../src/core/values/refusal.js';

interface RatingCase {
  readonly plan: PlanTerms;
  readonly usage: Readonly<Record<string, string>>;
  readonly activeDays?: number;
  readonly wholeDays?: number;
  readonly lines: readonly { readonly id: string; readonly kind: string; readonly amount: string }[];
}

const folder = process.env['VECTORS_DIR'] ?? join(import.meta.dirname, '../../vectors');
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as RatingCase[])
  .filter((one) => 'lines' in one);

function soundPlan(terms: PlanTerms) {
  const plan = compilePlan(terms);
  if (isRefusal(plan)) throw new Error(plan.detail);
  return plan;
}

test('there are worked cases to explain', () => {
  expect(cases.length).toBeGreaterThan(50);
});

describe('the worked cases', () => {
  test.each(cases.map((one, index) => ({ index, one })))('case $index', ({ one }) => {
    const { plan: terms, lines, activeDays, wholeDays } = one;
    const usage = Object.fromEntries(
      Object.entries(one.usage).map(([meter, text]) => [meter, parseQuantity(text) ?? -1n]),
    );
    const share = activeDays === undefined || wholeDays === undefined ? undefined : { activeDays, wholeDays };
    for (const { id, kind, amount } of lines) {
      const plan = soundPlan(terms);
      const explained = explainLine({ plan, line: id, usage, ...(share === undefined ? {} : { share }) });
      expect(explained?.kind).toBe(kind);
      expect(formatAmount(explained?.minor ?? -1n, terms.currency)).toBe(amount);
    }
  });
});

const BANDED: PlanTerms = {
  currency: 'EUR',
  startupCharge: '25.00',
  recurring: [],
  usage: [
    {
      id: 'hits',
      meter: 'requests',
      model: 'graduated',
      per: '1000',
      bands: [
        { unitPrice: '0', upTo: '10' },
        { unitPrice: '0.125', upTo: '50', fee: '1' },
        { unitPrice: '0.1' },
      ],
    },
  ],
};

test('a graduated line tells the quantity and the fee of each band', () => {
  const explained = explainLine({
    plan: soundPlan(BANDED),
    line: 'hits',
    usage: { requests: parseQuantity('61240') ?? 0n },
  });
  const thousands = (quantity: bigint | null): number | null =>
    quantity === null ? null : Number(quantity) / 1e15;
  const shown = explained?.parts.map((part) =>
    part.what === 'band'
      ? [thousands(part.above), thousands(part.upTo), thousands(part.quantity)]
      : part.what,
  );
  expect(shown).toEqual([[0, 10, 10], [10, 50, 40], 'fee', [50, null, 11.24]]);
  expect(explained?.minor).toBe(712n);
});

test('the start-up charge is its own amount, and an unknown line is not explained', () => {
  expect(explainLine({ plan: soundPlan(BANDED), line: '(startup)', usage: {} })?.minor).toBe(2500n);
  expect(explainLine({ plan: soundPlan(BANDED), line: 'other', usage: {} })).toBeUndefined();
});
