import type { Tax } from '../../billing/facts.js';
import { parseParticulars, type ParticularsInput } from '../../billing/particulars/parseParticulars.js';
import type { PolicyTerms } from '../../billing/policy/policy.js';
import { accountTax, type AccountTax, type TaxInputs } from '../../billing/tax/accountTax.js';
import { taxColumns } from '../../billing/tax/storedTax.js';
import { parseTax, type TaxInput } from '../../billing/tax/parseTax.js';
import type { SiteContext } from '../../core/context.js';
import { currencyExponent } from '../../core/values/currency.js';
import { FIXED_DECIMALS, parseDecimal } from '../../core/values/decimal.js';
import { parseAmount } from '../../core/values/money.js';
import {
  changedRecord,
  type ClientRecord,
  NO_RECORD,
  type RecordInput,
} from '../../core/values/clientRecord.js';
import type { Particulars } from '../../core/values/particulars.js';
import { gather, isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { addDays, type Instant, isTimeZone, type LocalDate, localDateOf } from '../../core/values/zone.js';
import { positiveAmount } from '../../ledger/postMoney.js';
import type { PaymentInput } from '../../payments/recordPayment.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { SiteInput } from '../../sites/manageSites.js';
import type { PlanVersion } from '../../store/plans/plans.js';
import { findSettings } from '../../store/sites/sites.js';

/** A client's account as requested; amounts are decimal strings in major units. */
export interface AccountInput extends RecordInput {
  readonly name: string;
  readonly email: string;
  /** Additional addresses for emails. */
  readonly moreEmails?: readonly string[] | undefined;
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly creditLimit?: string | undefined;
  readonly language: string;
  readonly statements: boolean;
  readonly tax?: TaxInput | null | undefined;
  readonly particulars?: ParticularsInput | undefined;
  readonly plans: readonly string[];
  readonly sites: readonly SiteInput[];
  /** A payment made at the opening; it is posted before any advance charge. */
  readonly openingPayment?: Pick<PaymentInput, 'amount' | 'method' | 'reference'> | undefined;
  /** The balance carried over from elsewhere, from the client's side: "-20.00" is owed. */
  readonly openingBalance?: string | undefined;
  /** The last local day charged elsewhere. Plans begin the day after, without their start-up charges. */
  readonly chargedUntil?: LocalDate | undefined;
  /** Before this instant the limit does not suspend the account. */
  readonly exemptUntil?: Instant | undefined;
}

/** The terms of an opening, in minor units. */
export interface OpeningTerms {
  /** Undefined: the plans' limit, else the owner's default. */
  readonly creditLimit: bigint | undefined;
  readonly tax: Tax | null;
  readonly particulars: Particulars;
  readonly record: ClientRecord;
  readonly payment: bigint;
  readonly balance: bigint;
  readonly plansFrom: LocalDate;
}

/** The owner's defaults for new accounts. */
export interface OpeningDefaults {
  /** The tenant's suspension policy. */
  readonly policy?: PolicyTerms | undefined;
  readonly creditLimit?: bigint;
  /** Null, too, where taxes are decided: `taxInputs`. */
  readonly tax: Tax | null;
  readonly taxInputs: Omit<TaxInputs, 'buyer' | 'vatId'> | null;
}

const CHARGED_AHEAD_DAYS = 1_100;

type TermsInput = RecordInput &
  Pick<
    AccountInput,
    'currency' | 'timeZone' | 'creditLimit' | 'tax' | 'particulars' | 'openingBalance' | 'chargedUntil'
  > & { readonly openingPayment?: Pick<PaymentInput, 'amount'> | undefined };

/** Checks what needs rules rather than shapes: currency, zone, amounts, dates. Refuses with all faults. */
export function openingTerms(
  input: TermsInput,
  now: Instant,
  defaults: Pick<OpeningDefaults, 'tax'>,
): OpeningTerms | Refusal {
  const { currency, timeZone, creditLimit, openingPayment, openingBalance = '0' } = input;
  const isZone = isTimeZone(timeZone);
  const terms = gather({
    currency: currencyExponent(currency) ?? refuse('invalid', `"${currency}" is not a currency`, 'currency'),
    timeZone: isZone || refuse('invalid', `"${timeZone}" is not a time zone`, 'timeZone'),
    creditLimit: creditLimit === undefined ? undefined : amountIn(currency, creditLimit, 'creditLimit'),
    tax: input.tax === undefined ? defaults.tax : parseTax(input.tax),
    particulars: parseParticulars(input.particulars ?? {}),
    record: changedRecord(NO_RECORD, input),
    payment: openingPayment === undefined ? 0n : paidIn(currency, openingPayment.amount),
    balance: amountIn(currency, openingBalance, 'openingBalance'),
    plansFrom: isZone ? firstDay(input, localDateOf(now, timeZone)) : '',
  });
  if (isRefusal(terms)) return terms;
  const { tax, particulars, record, payment, balance, plansFrom } = terms;
  return { creditLimit: terms.creditLimit, tax, particulars, record, payment, balance, plansFrom };
}

/** In an unknown currency, which is a fault of its own, it need only be an amount. */
function amountIn(currency: string, text: string, field: string): bigint | Refusal {
  if (currencyExponent(currency) !== undefined) return parseAmount(text, currency, field);
  const isAmount = typeof parseDecimal(text, FIXED_DECIMALS) === 'bigint';
  return isAmount ? 0n : refuse('invalid', 'must be an amount', field);
}

function paidIn(currency: string, text: string): bigint | Refusal {
  const field = 'openingPayment.amount';
  if (currencyExponent(currency) === undefined) return amountIn(currency, text, field);
  const amount = positiveAmount(text, currency);
  return isRefusal(amount) ? { ...amount, field } : amount;
}

/** The first day of the plans. */
export function firstDay(
  { chargedUntil }: Pick<AccountInput, 'chargedUntil'>,
  today: LocalDate,
): LocalDate | Refusal {
  if (chargedUntil === undefined || chargedUntil < today) return today;
  return chargedUntil > addDays(today, CHARGED_AHEAD_DAYS)
    ? refuse('invalid', 'must not be more than three years ahead', 'chargedUntil')
    : addDays(chargedUntil, 1);
}

export async function loadOpeningDefaults(
  context: Pick<SiteContext, 'siteId'>,
  sql: Queryable,
  currency: string,
): Promise<OpeningDefaults> {
  const settings = await findSettings(sql, context.siteId);
  const {
    defaultCreditLimit = '',
    taxName = '',
    taxPercent = '',
    suspensionPolicy,
    taxPolicy: policy,
  } = settings;
  const limit = defaultCreditLimit === '' ? undefined : parseAmount(defaultCreditLimit, currency);
  const tax = taxName === '' || taxPercent === '' ? null : parseTax({ name: taxName, percent: taxPercent });
  return {
    // A default limit with more decimals than this currency has belongs to another currency.
    ...(limit === undefined || isRefusal(limit) ? {} : { creditLimit: limit }),
    policy: suspensionPolicy,
    tax: policy != null || tax === null || isRefusal(tax) ? null : tax,
    taxInputs:
      policy == null
        ? null
        : { policy, name: taxName, percent: taxPercent, seller: settings.particulars?.country ?? null },
  };
}

/** The tax of an account when it is opened: nobody has asked about its VAT id yet. */
export function openingTax(
  tax: Tax | null,
  buyer: Particulars,
  inputs: OpeningDefaults['taxInputs'],
  on: LocalDate,
): AccountTax {
  const taxInputs = inputs && { ...inputs, buyer, vatId: null };
  const taxes = accountTax({ ...(tax === null ? {} : taxColumns(tax)), taxInputs }, on);
  if (isRefusal(taxes)) throw new Error(`a checked tax is unreadable: ${taxes.detail}`);
  return taxes;
}

/** The requested credit limit, else that of the first plan that has one, else the owner's default. */
export function openingLimit(
  { creditLimit }: Pick<OpeningTerms, 'creditLimit'>,
  plans: readonly Pick<PlanVersion, 'terms' | 'currency'>[],
  defaults: OpeningDefaults,
): bigint {
  if (creditLimit !== undefined) return creditLimit;
  for (const { terms, currency } of plans) {
    const limit = terms.creditLimit === undefined ? undefined : parseAmount(terms.creditLimit, currency);
    if (limit !== undefined && !isRefusal(limit)) return limit;
  }
  return defaults.creditLimit ?? 0n;
}
