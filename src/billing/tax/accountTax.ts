import { parsePercent } from '../../core/values/money.js';
import type { Particulars } from '../../core/values/particulars.js';
import { isRefusal, type Refusal } from '../../core/values/refusal.js';
import type { LocalDate } from '../../core/values/zone.js';
import type { AccountFacts, Tax } from '../facts.js';
import { decideTax, type TaxCause, type TaxPolicy, type TaxQuestion, type VatIdStatus } from './decideTax.js';
import { parseTax } from './parseTax.js';
import { parseStoredTax, type TaxColumns } from './storedTax.js';

/** How a tenant's taxes are decided, as its settings keep it. */
export interface TaxPolicyTerms {
  readonly seller: TaxPolicy['seller'];
  readonly oss: boolean;
  readonly rules: readonly TaxRuleTerms[];
}

export interface TaxRuleTerms {
  readonly country?: string | undefined;
  readonly buyer?: 'business' | 'consumer' | undefined;
  readonly charge?: string | undefined;
  readonly percent: string;
  readonly category?: string | undefined;
  readonly reasonCode?: string | undefined;
}

/** What decides the tax of an account that has none by hand, as it is stored. */
export interface TaxInputs {
  /** Null: taxes are set by hand. */
  readonly policy: TaxPolicyTerms | null;
  /** The owner's tax of new accounts: its name, and the rate at home. */
  readonly name: string | null;
  readonly percent: string | null;
  readonly seller: string | null;
  readonly buyer: Particulars;
  /** Null: not asked yet. */
  readonly vatId: VatIdStatus | null;
}

/** The tax of an account's charges. */
export interface AccountTax {
  /** That of its plans, and of charges that no rule of the owner's names. */
  readonly tax: Tax | null;
  readonly byHand: Tax | null;
  /** Why; undefined: set by hand, or there is none. */
  readonly cause?: TaxCause | 'unknown-country';
  /** By the category of a charge by hand or a planned one. */
  readonly chargeTaxes: ReadonlyMap<string, Tax>;
}

const DEFAULT_NAME = 'VAT';

/** The tax of an account on a day: by hand, decided, or the owner's usual one where the client's country is not known. */
export function accountTax(
  row: TaxColumns & { readonly taxInputs: TaxInputs | null },
  on: LocalDate,
): AccountTax | Refusal {
  const byHand = parseStoredTax(row);
  if (isRefusal(byHand)) return byHand;
  const { taxInputs: inputs } = row;
  if (byHand !== null || inputs === null || inputs.policy === null)
    return { tax: byHand, byHand, chargeTaxes: new Map() };
  const name = inputs.name === null || inputs.name === '' ? DEFAULT_NAME : inputs.name;
  const usual = parsePercent(inputs.percent ?? '');
  const homeRate = isRefusal(usual) || usual === 0n ? undefined : usual;
  const policy = policyOf(inputs.policy, name, homeRate);
  const question: TaxQuestion = {
    policy,
    seller: inputs.seller === null ? {} : { country: inputs.seller },
    buyer: inputs.buyer,
    vatId: inputs.vatId ?? 'unverified',
    on,
  };
  const chargeTaxes = new Map<string, Tax>();
  for (const { charge } of policy.rules) {
    const decision = charge === undefined ? undefined : decideTax({ ...question, charge });
    if (charge !== undefined && decision !== undefined) chargeTaxes.set(charge, decision.tax);
  }
  const decision = decideTax(question);
  if (decision !== undefined) return { ...decision, byHand, chargeTaxes };
  const fallback = homeRate === undefined ? null : { name, percent: homeRate, category: 'S' as const };
  return { tax: fallback, byHand, cause: 'unknown-country', chargeTaxes };
}

function policyOf(
  { seller, oss, rules }: TaxPolicyTerms,
  name: string,
  homeRate: TaxPolicy['homeRate'],
): TaxPolicy {
  return {
    ...{ seller, oss, name },
    ...(homeRate === undefined ? {} : { homeRate }),
    rules: rules.flatMap(({ country, buyer, charge, ...terms }) => {
      const tax = parseTax({ name, ...terms });
      // Checked when the owner set it.
      if (tax === null || isRefusal(tax)) return [];
      return {
        tax,
        ...(country === undefined ? {} : { country }),
        ...(buyer === undefined ? {} : { buyer }),
        ...(charge === undefined ? {} : { charge }),
      };
    }),
  };
}

/** The tax of a charge by hand or a planned one. */
export function taxOfCharge(facts: Pick<AccountFacts, 'tax' | 'chargeTaxes'>, category: string): Tax | null {
  return facts.chargeTaxes?.get(category) ?? facts.tax;
}
