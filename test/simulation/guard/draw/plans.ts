import fc from 'fast-check';
import type { Aggregation } from '../../../../src/billing/facts.js';
import { type CompiledPlan, compilePlan } from '../../../../src/billing/plans/plan.js';
import type { PlanTerms, UsageTerms } from '../../../../src/billing/plans/terms.js';
import { currencyExponent } from '../../../../src/core/values/currency.js';
import { isRefusal } from '../../../../src/core/values/refusal.js';

/** Currencies with none, two and three decimals. */
export const CURRENCIES = ['EUR', 'USD', 'JPY', 'KWD'] as const;

export const METERS: readonly { readonly name: string; readonly aggregation: Aggregation }[] = [
  { name: 'requests', aggregation: 'sum' },
  { name: 'bandwidth', aggregation: 'sum' },
  { name: 'storage', aggregation: 'average' },
  { name: 'visitors', aggregation: 'max' },
  { name: 'seats', aggregation: 'last' },
];

/** Whole minor units as an owner writes them. */
export function written(minor: number | bigint, currency: string): string {
  const decimals = currencyExponent(currency) ?? 0;
  const size = minor < 0 ? -minor : minor;
  const digits = String(size).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${minor < 0 ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
}

/** A number of any size from hardly anything to very much, with up to 12 decimals. */
const price = fc
  .tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, decimals]) => decimal(digits, decimals));

function decimal(digits: number, decimals: number): string {
  if (decimals === 0) return String(digits);
  const padded = String(digits).padStart(decimals + 1, '0');
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}

const per = fc.constantFrom('1', '1', '1000', '1000000', '1000000000');
const size = fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 5_000_000 }));

/** Bands as steps up from one another; the last goes on. */
const bands = fc
  .array(fc.record({ step: size, unitPrice: price, fee: fc.option(price, { nil: undefined, freq: 3 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((steps) => {
    let upTo = 0;
    return steps.map(({ step, unitPrice, fee }, index) => {
      upTo += step;
      const bound = index === steps.length - 1 ? {} : { upTo: String(upTo) };
      return { unitPrice, ...bound, ...(fee === undefined ? {} : { fee }) };
    });
  });

type Model = 'graduated' | 'volume' | 'package' | 'percentage';

function model(kind: Model): fc.Arbitrary<Omit<UsageTerms, 'id' | 'meter'>> {
  switch (kind) {
    case 'graduated':
    case 'volume':
      return fc.record({ model: fc.constant(kind), per, bands });
    case 'package':
      return fc.record({
        model: fc.constant(kind),
        per,
        packageSize: size.map(String),
        packagePrice: price,
        freeUnits: fc.oneof(fc.constant('0'), size.map(String)),
      });
    case 'percentage':
      return fc.record({ model: fc.constant(kind), percent: fc.constantFrom('0', '0.5', '3', '100') });
  }
}

const usage = fc
  .array(
    fc.tuple(
      fc.constantFrom<Model>('graduated', 'volume', 'package', 'percentage').chain(model),
      fc.nat({ max: METERS.length - 1 }),
    ),
    { maxLength: 3 },
  )
  .map((parts) =>
    parts.map(([part, meter], index) => ({
      ...part,
      id: `usage-${index}`,
      meter: METERS[meter]?.name ?? 'requests',
    })),
  ) as fc.Arbitrary<UsageTerms[]>;

const minor = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 1, max: 9e8 }));

/** A plan of any of the four models, with or without what recurs, starts, and bounds it. */
export const planTerms: fc.Arbitrary<Omit<PlanTerms, 'currency'>> = fc
  .record({
    startup: minor,
    recurring: fc.array(fc.tuple(minor, fc.constantFrom('advance' as const, 'arrears' as const)), {
      maxLength: 3,
    }),
    usage,
    minimum: fc.option(minor, { nil: null, freq: 3 }),
    more: fc.option(minor, { nil: null, freq: 3 }),
  })
  .map(({ startup, recurring, usage: parts, minimum, more }) => ({
    startupCharge: String(startup),
    recurring: recurring.map(([amount, timing], index) => ({
      ...{ id: `fee-${index}`, amount: String(amount), timing },
    })),
    usage: parts,
    ...(minimum === null ? {} : { minimum: String(minimum) }),
    ...(more === null ? {} : { maximum: String((minimum ?? 0) + more) }),
  }));

export type DrawnPlan = Omit<PlanTerms, 'currency'>;

/** A plan as its owner writes it in a currency: what was drawn are minor units. */
export function termsIn(currency: string, drawn: DrawnPlan): PlanTerms {
  const inMajor = (amount: string | undefined): string => written(BigInt(amount ?? '0'), currency);
  return {
    currency,
    startupCharge: inMajor(drawn.startupCharge),
    recurring: drawn.recurring.map((part) => ({ ...part, amount: inMajor(part.amount) })),
    usage: drawn.usage,
    ...(drawn.minimum === undefined ? {} : { minimum: inMajor(drawn.minimum) }),
    ...(drawn.maximum === undefined ? {} : { maximum: inMajor(drawn.maximum) }),
  };
}

export function compiledIn(currency: string, drawn: DrawnPlan): CompiledPlan {
  const plan = compilePlan(termsIn(currency, drawn));
  if (isRefusal(plan)) throw new Error(`a drawn plan is unsound: ${JSON.stringify(plan)}`);
  return plan;
}

/** Whether more use never costs less, and no figure goes back by itself. */
export function isPlain({ usage: parts }: DrawnPlan): boolean {
  const sums = new Set(METERS.filter(({ aggregation }) => aggregation === 'sum').map(({ name }) => name));
  return parts.every(({ model: kind, meter }) => kind !== 'volume' && sums.has(meter));
}
