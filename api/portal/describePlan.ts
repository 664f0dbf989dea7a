import type { PlanTerms } from '../../src/billing/plans/terms.js';
import { formatQuantity, parseQuantity } from '../../src/core/values/quantity.js';
import type { Meter } from '../../src/store/usage/usage.js';
import { formatMajor } from '../console/accounts/list/format.js';

type Usage = PlanTerms['usage'][number];
type Units = Readonly<Record<string, Pick<Meter, 'title' | 'unit'>>>;

/** One part of a plan in the client's words. */
export interface PlanPart {
  readonly name: string;
  readonly words: string;
}

const SPANS: Readonly<Record<1 | 3 | 12, string>> = { 1: 'month', 3: 'three months', 12: 'year' };

/** The price of a plan in words, part by part. Amounts are in the plan's currency, before tax. */
export function describePlan(
  terms: PlanTerms,
  meters: readonly Meter[],
  intervalMonths: 1 | 3 | 12,
): PlanPart[] {
  const units: Units = Object.fromEntries(meters.map((meter) => [meter.name, meter]));
  const money = (major: string): string => `${formatMajor(major)} ${terms.currency}`;
  const each = intervalMonths === 3 ? 'every three months' : `every ${SPANS[intervalMonths]}`;
  return [
    ...(terms.startupCharge === undefined
      ? []
      : [{ name: 'Setup fee', words: `${money(terms.startupCharge)} once` }]),
    ...terms.recurring.map(({ id, name = id, amount, timing }) => ({
      name,
      words: `${money(amount)} ${each}, ${timing === 'advance' ? 'in advance' : 'at the end'}`,
    })),
    ...terms.usage.map((usage) => ({
      name: usage.name ?? units[usage.meter]?.title ?? usage.meter,
      words: sentence(formatUsage(usage, units[usage.meter]?.unit ?? '', money)),
    })),
    ...formatLimit(terms, money, SPANS[intervalMonths]),
  ];
}

function formatLimit(
  { minimum, maximum }: PlanTerms,
  money: (major: string) => string,
  span: string,
): PlanPart[] {
  const least = minimum === undefined ? '' : `at least ${money(minimum)}`;
  const most = maximum === undefined ? '' : `at most ${money(maximum)}`;
  const both = [least, most].filter((part) => part !== '').join(' and ');
  return both === '' ? [] : [{ name: 'Total', words: sentence(`${both} per ${span}, before tax`) }];
}

function formatUsage(usage: Usage, unit: string, money: (major: string) => string): string {
  switch (usage.model) {
    case 'percentage':
      return `${usage.percent} %`;
    case 'package': {
      const free =
        usage.freeUnits === undefined
          ? ''
          : `the first ${amountOf(usage.freeUnits, usage, unit)} free, then `;
      const size = amountOf(usage.packageSize, usage, unit);
      return `${free}${money(usage.packagePrice)} for each started ${size}`;
    }
    case 'graduated':
      return formatBands(usage, unit, money).join('; ');
    case 'volume':
      return `whole quantity at the price of its band: ${formatBands(usage, unit, money).join('; ')}`;
  }
}

type Banded = Extract<Usage, { model: 'graduated' | 'volume' }>;

function formatBands(usage: Banded, unit: string, money: (major: string) => string): string[] {
  const per = amountOf('1', usage, unit);
  return usage.bands.map(({ unitPrice, upTo, fee }, index) => {
    const isFree = Number(unitPrice) === 0;
    const price = isFree ? 'included' : `${money(unitPrice)} per ${per.replace(/^1 /, '')}`;
    const withFee =
      fee === undefined || Number(fee) === 0 ? price : `${isFree ? '' : `${price} and `}${money(fee)}`;
    if (upTo !== undefined)
      return `${index === 0 ? 'the first' : 'up to'} ${amountOf(upTo, usage, unit)} ${withFee}`;
    return index === 0 ? withFee : `beyond that ${withFee}`;
  });
}

const BYTES = [
  [10n ** 12n, 'TB'],
  [10n ** 9n, 'GB'],
  [10n ** 6n, 'MB'],
  [10n ** 3n, 'kB'],
] as const;

/** A number of price units of a meter, formatted: 100 times 1,000,000,000 bytes is "100 GB". */
function amountOf(count: string, { per = '1' }: Usage, unit: string): string {
  const quantity = multiplied(count, per);
  if (quantity === undefined) return `${count} × ${per} ${unit}`.trim();
  const step = unit === 'bytes' ? BYTES.find(([size]) => quantity >= size * 10n ** 12n) : undefined;
  if (step !== undefined) return `${formatMajor(formatQuantity(quantity / step[0]))} ${step[1]}`;
  return `${formatMajor(formatQuantity(quantity))} ${unit}`.trim();
}

function multiplied(count: string, per: string): bigint | undefined {
  const [one, other] = [parseQuantity(count), parseQuantity(per)];
  return one === undefined || other === undefined ? undefined : (one * other) / 10n ** 12n;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
