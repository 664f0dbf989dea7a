import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { parseCountry } from '../particulars/countries.js';
import type { TaxPolicyTerms, TaxRuleTerms } from './accountTax.js';
import { parseTax } from './parseTax.js';

/** A plan's charges are rated together, so no rule can single one of their kinds out. */
const OF_PLANS: readonly string[] = ['startup', 'recurring', 'usage', 'minimum', 'maximum'];

/** How a tenant's taxes are decided, as it is stored, or the rule at fault. */
export function checkTaxPolicy(
  { seller, oss, rules }: TaxPolicyTerms,
  field = 'taxPolicy',
): TaxPolicyTerms | Refusal {
  const checked: TaxRuleTerms[] = [];
  for (const [index, rule] of rules.entries()) {
    const one = checkRule(rule, `${field}.rules[${index}]`);
    if (isRefusal(one)) return one;
    checked.push(one);
  }
  return { seller, oss, rules: checked };
}

function checkRule(
  { country, buyer, charge, percent, category, reasonCode }: TaxRuleTerms,
  field: string,
): TaxRuleTerms | Refusal {
  const place = country === undefined || ['EU', 'other'].includes(country) ? country : parseCountry(country);
  if (country !== undefined && place === undefined)
    return refuse('invalid', 'must be a country of ISO 3166-1, EU or other', `${field}.country`);
  if (charge !== undefined && OF_PLANS.includes(charge))
    return refuse(
      'invalid',
      'must be a category of your own: plans bear the tax of the account',
      `${field}.charge`,
    );
  const tax = parseTax({ name: 'VAT', percent, category, reasonCode }, field);
  if (isRefusal(tax)) return tax;
  return {
    percent,
    ...(place === undefined ? {} : { country: place }),
    ...(buyer === undefined ? {} : { buyer }),
    ...(charge === undefined ? {} : { charge }),
    ...(tax?.category === undefined ? {} : { category: tax.category }),
    ...(tax?.reasonCode === undefined ? {} : { reasonCode: tax.reasonCode }),
  };
}
