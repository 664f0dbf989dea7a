import type { PlanTerms } from '../../src/billing/plans/terms.js';
import { formatQuantity, parseQuantity } from '../../src/core/values/quantity.js';
import type { Meter } from '../../src/store/usage/usage.js';
import type { Reader } from './reader.js';

type Usage = PlanTerms['usage'][number];
type Units = Readonly<Record<string, Pick<Meter, 'title' | 'unit'>>>;

/** One part of a plan in the client's words. */
export interface PlanPart {
  readonly name: string;
  readonly words: string;
}

/** The price of a plan in words, part by part. Amounts are in the plan's currency, before tax. */
export function describePlan(
  terms: PlanTerms,
  meters: readonly Meter[],
  intervalMonths: 1 | 3 | 12,
  reader: Reader,
): PlanPart[] {
  const units: Units = Object.fromEntries(meters.map((meter) => [meter.name, meter]));
  const { plan } = reader.texts;
  const money = (major: string): string => `${reader.number(major)} ${terms.currency}`;
  return [
    ...(terms.startupCharge === undefined
      ? []
      : [{ name: plan.setup, words: plan.once(money(terms.startupCharge)) }]),
    ...terms.recurring.map(({ id, name = id, amount, timing }) => ({
      name,
      words: plan.recurring(money(amount), intervalMonths, timing === 'advance'),
    })),
    ...terms.usage.map((usage) => ({
      name: usage.name ?? units[usage.meter]?.title ?? usage.meter,
      words: sentence(formatUsage(usage, units[usage.meter]?.unit ?? '', money, reader)),
    })),
    ...formatLimit(terms, money, intervalMonths, reader),
  ];
}

function formatLimit(
  { minimum, maximum }: PlanTerms,
  money: (major: string) => string,
  intervalMonths: 1 | 3 | 12,
  { texts: { plan } }: Reader,
): PlanPart[] {
  if (minimum === undefined && maximum === undefined) return [];
  const least = minimum === undefined ? null : money(minimum);
  const most = maximum === undefined ? null : money(maximum);
  return [{ name: plan.total, words: sentence(plan.limits(least, most, intervalMonths)) }];
}

function formatUsage(usage: Usage, unit: string, money: (major: string) => string, reader: Reader): string {
  const { plan } = reader.texts;
  switch (usage.model) {
    case 'percentage':
      return plan.percent(reader.number(usage.percent));
    case 'package': {
      const price = plan.package(money(usage.packagePrice), amountOf(usage.packageSize, usage, unit, reader));
      if (usage.freeUnits === undefined) return price;
      return plan.freeFirst(amountOf(usage.freeUnits, usage, unit, reader), price);
    }
    case 'graduated':
      return formatBands(usage, unit, money, reader).join('; ');
    case 'volume':
      return plan.volume(formatBands(usage, unit, money, reader).join('; '));
  }
}

type Banded = Extract<Usage, { model: 'graduated' | 'volume' }>;

function formatBands(
  usage: Banded,
  unit: string,
  money: (major: string) => string,
  reader: Reader,
): string[] {
  const { plan } = reader.texts;
  const per = amountOf('1', usage, unit, reader);
  return usage.bands.map(({ unitPrice, upTo, fee }, index) => {
    const isFree = Number(unitPrice) === 0;
    const price = isFree ? plan.included : plan.perUnit(money(unitPrice), per.replace(/^1 /, ''));
    const hasFee = fee !== undefined && Number(fee) !== 0;
    const withFee = !hasFee ? price : isFree ? money(fee) : plan.plusFee(price, money(fee));
    if (upTo !== undefined)
      return (index === 0 ? plan.first : plan.upTo)(amountOf(upTo, usage, unit, reader), withFee);
    return index === 0 ? withFee : plan.beyond(withFee);
  });
}

const BYTES = [
  [10n ** 12n, 'TB'],
  [10n ** 9n, 'GB'],
  [10n ** 6n, 'MB'],
  [10n ** 3n, 'kB'],
] as const;

/** A number of price units of a meter, formatted: 100 times 1,000,000,000 bytes is "100 GB". */
function amountOf(count: string, { per = '1' }: Usage, unit: string, { number }: Reader): string {
  const quantity = multiplied(count, per);
  if (quantity === undefined) return `${count} × ${per} ${unit}`.trim();
  const step = unit === 'bytes' ? BYTES.find(([size]) => quantity >= size * 10n ** 12n) : undefined;
  if (step !== undefined) return `${number(formatQuantity(quantity / step[0]))} ${step[1]}`;
  return `${number(formatQuantity(quantity))} ${unit}`.trim();
}

function multiplied(count: string, per: string): bigint | undefined {
  const [one, other] = [parseQuantity(count), parseQuantity(per)];
  return one === undefined || other === undefined ? undefined : (one * other) / 10n ** 12n;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
