import { randomInt } from 'node:crypto';
import type { Refusal } from '../billing/index.js';
import {
  currencyExponent,
  formatPercent,
  formatReference,
  isRefusal,
  isTimeZone,
  localDateOf,
  parseAmount,
  parsePercent,
  refuse,
} from '../billing/index.js';
import { newId, type Queryable, type SecretBox } from '../platform/index.js';
import { addToOutbox, findSettings, insertAccount, insertAudit, type PlanVersion } from '../store/index.js';
import { refuseSize } from './accountSize.js';
import { findPlans, putOnPlans } from './assignPlans.js';
import { relayFrom, type SiteContext } from './context.js';
import { addSite, type SiteInput } from './manageSites.js';
import { onceOnly } from './onceOnly.js';
import { type AccountView, readAccount } from './readAccount.js';
import { positiveAmount, postWithin } from './postMoney.js';
import { paymentEntry, type PaymentInput } from './recordPayment.js';
import { settleDue } from './settleDue.js';

export interface AccountInput {
  readonly name: string;
  readonly email: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly creditLimit?: string | undefined;
  readonly language: string;
  readonly statements: boolean;
  readonly tax?: TaxInput | null | undefined;
  readonly plans: readonly string[];
  readonly sites: readonly SiteInput[];
  /** What the client pays as the tab is opened: it is there before anything is charged in advance. */
  readonly openingPayment?: Pick<PaymentInput, 'amount' | 'method' | 'reference'> | undefined;
}

export interface TaxInput {
  readonly name: string;
  readonly percent: string;
}

/**
 * Opens a tab: the account, its plans and its sites together, with the start-up and advance charges posted. Answers
 * with the account as it was opened; the same again for the same idempotency key. The workflow's start follows.
 */
export async function openAccount(
  context: SiteContext & { readonly secrets: SecretBox },
  input: AccountInput,
  key?: string,
): Promise<AccountView | Refusal> {
  const terms = readTerms(input);
  if (isRefusal(terms)) return terms;
  const answer = await onceOnly(context, { operation: 'account', key, input }, async (transaction) => {
    const plans = await findPlans(context, transaction, input.plans, input.currency);
    if (isRefusal(plans)) return plans;
    const defaults = await readDefaults(context, transaction, input.currency);
    const id = newId(context.now);
    await insertAccountRow(context, transaction, id, input, withDefaults(input, terms, defaults), plans);
    await putOnPlans(context, transaction, id, plans, localDateOf(context.now, input.timeZone));
    for (const [index, site] of input.sites.entries()) {
      const added = await addSite(context, transaction, site, {
        accountId: id,
        path: `sites[${index}].`,
        payer: { name: input.name, email: input.email },
      });
      if (isRefusal(added)) return added;
    }
    const tooLarge = await refuseSize(transaction, id);
    if (tooLarge !== undefined) return tooLarge;
    await postOpening(context, transaction, id, input, terms.openingAmount);
    await settleDue(context, transaction, id);
    await addToOutbox(
      transaction,
      [{ accountId: id, signal: 'settingsChanged', about: 'account.open' }],
      context.now,
      relayFrom(context),
    );
    await auditOpening(context, transaction, id, input);
    return readAccount({ ...context, sql: transaction }, id);
  });
  if (!isRefusal(answer)) context.nudge(answer.id);
  return answer;
}

interface Terms {
  readonly creditLimit: bigint | undefined;
  /** Where neither the caller nor a plan says. */
  readonly defaultLimit?: bigint;
  readonly tax: TaxInput | null;
  readonly openingAmount?: bigint;
}

/** Checks what needs the rules rather than the shape: currency, zone, amounts. */
function readTerms(input: AccountInput): Terms | Refusal {
  if (currencyExponent(input.currency) === undefined) {
    return refuse('invalid', `"${input.currency}" is not a currency`, 'currency');
  }
  if (!isTimeZone(input.timeZone))
    return refuse('invalid', `"${input.timeZone}" is not a time zone`, 'timeZone');
  const creditLimit =
    input.creditLimit === undefined
      ? undefined
      : parseAmount(input.creditLimit, input.currency, 'creditLimit');
  if (isRefusal(creditLimit)) return creditLimit;
  const tax = readTax(input.tax);
  if (isRefusal(tax)) return tax;
  const { openingPayment, currency } = input;
  if (openingPayment === undefined) return { creditLimit, tax };
  const openingAmount = positiveAmount(openingPayment.amount, currency);
  if (isRefusal(openingAmount)) return { ...openingAmount, field: 'openingPayment.amount' };
  return { creditLimit, tax, openingAmount };
}

async function postOpening(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  { openingPayment, currency }: AccountInput,
  amount: bigint | undefined,
): Promise<void> {
  if (openingPayment === undefined || amount === undefined) return;
  const entry = paymentEntry(context, openingPayment, { amount, effectiveAt: context.now });
  await postWithin(context, transaction, { accountId, currency, signal: 'paymentReceived' }, [entry]);
}

/** What the owner has settled for accounts that are opened without saying. */
async function readDefaults(context: SiteContext, sql: Queryable, currency: string): Promise<Defaults> {
  const { defaultCreditLimit = '', taxName = '', taxPercent = '' } = await findSettings(sql, context.siteId);
  const limit = defaultCreditLimit === '' ? undefined : parseAmount(defaultCreditLimit, currency);
  return {
    // A limit with more decimals than this currency has is meant for another one.
    ...(limit === undefined || isRefusal(limit) ? {} : { creditLimit: limit }),
    tax: taxName === '' || taxPercent === '' ? null : { name: taxName, percent: taxPercent },
  };
}

interface Defaults {
  readonly creditLimit?: bigint;
  readonly tax: TaxInput | null;
}

function withDefaults(input: AccountInput, terms: Terms, defaults: Defaults): Terms {
  return {
    creditLimit: terms.creditLimit,
    tax: input.tax === undefined ? defaults.tax : terms.tax,
    ...(defaults.creditLimit === undefined ? {} : { defaultLimit: defaults.creditLimit }),
  };
}

/** A tax as it is stored, its percent in plain form. */
export function readTax(tax: TaxInput | null | undefined): TaxInput | null | Refusal {
  if (tax === undefined || tax === null) return null;
  const percent = parsePercent(tax.percent, 'tax.percent');
  return isRefusal(percent) ? percent : { name: tax.name, percent: formatPercent(percent) };
}

async function insertAccountRow(
  context: SiteContext,
  transaction: Queryable,
  id: string,
  input: AccountInput,
  terms: Terms,
  plans: readonly PlanVersion[],
): Promise<void> {
  const row = {
    id,
    siteId: context.siteId,
    name: input.name,
    email: input.email,
    language: input.language,
    currency: input.currency,
    timeZone: input.timeZone,
    billingDay: input.billingDay,
    intervalMonths: input.intervalMonths,
    creditLimit: terms.creditLimit ?? planLimit(plans, input.currency) ?? terms.defaultLimit ?? 0n,
    tax: terms.tax,
    statementsWanted: input.statements,
    openedAt: context.now,
    openFromDate: localDateOf(context.now, input.timeZone),
  };
  while (!(await insertAccount(transaction, { ...row, reference: newReference() })));
}

/** The credit limit of the first plan that has one. */
function planLimit(plans: readonly PlanVersion[], currency: string): bigint | undefined {
  for (const { terms } of plans) {
    if (terms.creditLimit === undefined) continue;
    const limit = parseAmount(terms.creditLimit, currency);
    if (!isRefusal(limit)) return limit;
  }
  return undefined;
}

/** A reference for bank transfers: ten random digits and two check digits (mod 97), in groups that can be read out. */
function newReference(): string {
  const digits = `${randomInt(1e5, 1e6)}${randomInt(1e4).toString().padStart(4, '0')}`;
  return formatReference(digits);
}

async function auditOpening(context: SiteContext, transaction: Queryable, id: string, input: AccountInput) {
  const { currency, timeZone, billingDay, intervalMonths, plans, sites } = input;
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    accountId: id,
    action: 'account.open',
    subject: `account/${id}`,
    after: { currency, timeZone, billingDay, intervalMonths, plans, sites: sites.map((site) => site.slug) },
  });
}
