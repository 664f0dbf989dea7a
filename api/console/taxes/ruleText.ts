import type { TaxRuleTerms } from '../../../src/billing/tax/accountTax.js';
import { TAX_CATEGORIES } from '../../../src/billing/tax/treatment.js';
import { type Refusal, refuse } from '../../../src/core/values/refusal.js';

const NAMES = ['country', 'buyer', 'charge', 'category', 'rate', 'reason'];

/** Rules as lines of a text: `country=CH rate=8.1`, `charge=domain category=E reason=VATEX-EU-79-C`. */
export function formatRules(rules: readonly TaxRuleTerms[]): string {
  return rules.map(formatRule).join('\n');
}

function formatRule({ country, buyer, charge, percent, category, reasonCode }: TaxRuleTerms): string {
  const parts = {
    country,
    buyer,
    charge,
    category,
    rate: percent === '0' ? undefined : percent,
    reason: reasonCode,
  };
  return Object.entries(parts)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(' ');
}

/** Reads such a text; empty lines are left out. */
export function parseRules(text: string): TaxRuleTerms[] | Refusal {
  const rules: TaxRuleTerms[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const rule = parseRule(line.trim());
    if (typeof rule === 'string') return refuse('invalid', `line ${index + 1}: ${rule}`, 'rules');
    rules.push(rule);
  }
  return rules;
}

function parseRule(line: string): TaxRuleTerms | string {
  const parts = new Map<string, string>();
  for (const word of line.split(/\s+/)) {
    const [, name = '', value = ''] = /^([a-z]+)=(.+)$/i.exec(word) ?? [];
    const known = name.toLowerCase();
    if (!NAMES.includes(known))
      return `“${word}” is not one of ${NAMES.map((each) => `${each}=…`).join(', ')}`;
    if (parts.has(known)) return `${known} is given twice`;
    parts.set(known, value);
  }
  const buyer = parts.get('buyer');
  if (buyer !== undefined && buyer !== 'business' && buyer !== 'consumer')
    return 'buyer must be business or consumer';
  const category = parts.get('category')?.toUpperCase();
  if (category !== undefined && !(TAX_CATEGORIES as readonly string[]).includes(category))
    return `category must be one of ${TAX_CATEGORIES.join(', ')}`;
  const country = parts.get('country');
  const charge = parts.get('charge');
  const reasonCode = parts.get('reason');
  return {
    percent: parts.get('rate') ?? '0',
    ...(country === undefined ? {} : { country: placeOf(country) }),
    ...(buyer === undefined ? {} : { buyer }),
    ...(charge === undefined ? {} : { charge }),
    ...(category === undefined ? {} : { category }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
  };
}

function placeOf(country: string): string {
  return country.toLowerCase() === 'other' ? 'other' : country.toUpperCase();
}
