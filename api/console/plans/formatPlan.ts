import type { BandTerms, PlanTerms, UsageTerms } from '../../../src/billing/plans/terms.js';
import { currencyExponent } from '../../../src/core/values/currency.js';
import { formatMajor } from '../accounts/list/format.js';
import type { MeterChoice } from './planDraft.js';
import { formatPer } from './units.js';

/** A plan on one line: "10.00 every period; Bandwidth: 0.00 up to 50 GB, then 0.10 each". */
export function formatPlan(terms: PlanTerms, meters: readonly MeterChoice[], currency: string): string {
  const regular = terms.recurring.map(({ amount, name, id }) => `${formatMajor(amount)} ${name ?? id}`);
  const used = terms.usage.map((usage) => formatUsage(usage, meters, currency));
  const limits = [
    ...(terms.minimum === undefined ? [] : [`at least ${formatMajor(terms.minimum)}`]),
    ...(terms.maximum === undefined ? [] : [`at most ${formatMajor(terms.maximum)}`]),
  ];
  const parts = [...regular, ...used, ...limits];
  return parts.length === 0 ? 'free' : parts.join('; ');
}

function formatUsage(usage: UsageTerms, meters: readonly MeterChoice[], currency: string): string {
  const meter = meters.find(({ name }) => name === usage.meter);
  const name = usage.name ?? meter?.title ?? usage.meter;
  const each = formatPer(usage.per, meter?.unit ?? '', meter?.title ?? usage.meter);
  switch (usage.model) {
    case 'graduated':
    case 'volume':
      return `${name} ${formatBands(usage.bands, each, currency)}`;
    case 'package': {
      const size = formatPer(
        multiplied(usage.packageSize, usage.per),
        meter?.unit ?? '',
        meter?.title ?? usage.meter,
      );
      return `${name} ${formatUnitPrice(usage.packagePrice, currency)} for every ${size}`;
    }
    case 'percentage':
      return `${usage.percent} % of ${name}`;
  }
}

/** The first bands and the last: "50 GB free, then 0.10 a GB up to 200, then 0.06". */
function formatBands(bands: readonly BandTerms[], each: string, currency: string): string {
  const said = bands.map(({ unitPrice, upTo, fee }, index) => {
    const free = Number(unitPrice) === 0 && fee === undefined;
    const price = `${formatUnitPrice(unitPrice, currency)}${index < 2 ? ` a ${each}` : ''}`;
    if (upTo === undefined) return price;
    return free ? `${upTo} ${each} free` : `${price} up to ${upTo}`;
  });
  const [first = '', second] = said;
  if (said.length > 3) return `${first}, then ${second ?? ''} … at last ${said[said.length - 1] ?? ''}`;
  return said.join(', then ');
}

/** How many of the meter's units a package holds. */
function multiplied(size: string, per = '1'): string {
  if (!/^\d{1,30}$/.test(size) || !/^\d{1,30}$/.test(per)) return size;
  return String(BigInt(size) * BigInt(per));
}

/** Prices show the decimals of their currency, and all that they have besides. */
function formatUnitPrice(price: string, currency: string): string {
  const [whole = '0', fraction = ''] = price.split('.');
  const padded = fraction.padEnd(currencyExponent(currency) ?? 0, '0');
  return padded === '' ? whole : `${whole}.${padded}`;
}
