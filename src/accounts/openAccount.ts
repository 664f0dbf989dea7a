import { randomInt } from 'node:crypto';
import { retryFrom, type SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { formatReference } from '../core/values/reference.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { localDateOf } from '../core/values/zone.js';
import { adjustmentEntry } from '../ledger/postAdjustment.js';
import { postWithin } from '../ledger/postMoney.js';
import { settleDue } from '../ledger/settleDue.js';
import { paymentEntry } from '../payments/recordPayment.js';
import { findPlans, putOnPlans } from '../plans/assignPlans.js';
import { newId } from '../platform/ids.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Queryable } from '../platform/sql/sql.js';
import { addSite } from '../sites/manageSites.js';
import { insertAccount } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import { setExemption } from '../store/suspension/states.js';
import { refuseSize } from './accountSize.js';
import { furtherEmails, refuseUnwritable } from './addresses.js';
import {
  type AccountInput,
  openingLimit,
  type OpeningTerms,
  openingTerms,
  loadOpeningDefaults,
} from './openingTerms.js';
import { type AccountDetails, loadAccount } from './loadAccount.js';

export interface OpenedAccount {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
}

/**
 * Opens an account with its plans and sites, and posts the opening payment, the carried-over balance, and start-up and
 * advance charges. Returns the account in the caller's format. The result is stored, so the same idempotency key
 * returns it again. The workflow starts afterwards.
 */
export async function openAccount(
  context: SiteContext & { readonly secrets: SecretBox },
  input: AccountInput,
  key?: string,
  respond: (account: AccountDetails) => OpenedAccount = ({ id, name, currency }) => ({ id, name, currency }),
): Promise<OpenedAccount | Refusal> {
  const unwritable = await refuseUnwritable(context, input);
  if (unwritable !== undefined) return unwritable;
  const answer = await onceOnly(context, { operation: 'account', key, input }, async (transaction) => {
    const defaults = await loadOpeningDefaults(context, transaction, input.currency);
    const terms = openingTerms(input, context.now, defaults);
    if (isRefusal(terms)) return terms;
    const plans = await findPlans(context, transaction, input.plans, input.currency);
    if (isRefusal(plans)) return plans;
    const id = newId(context.now);
    const creditLimit = openingLimit(terms, plans, defaults);
    await insertAccountRow(context, transaction, id, input, { ...terms, creditLimit });
    const startupPaid = input.chargedUntil !== undefined;
    await putOnPlans(context, transaction, id, plans, terms.plansFrom, { startupPaid });
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
    const refused = await exempt(context, transaction, id, input);
    if (refused !== undefined) return refused;
    await postOpening(context, transaction, id, input, terms);
    await settleDue(context, transaction, id);
    await addToOutbox(
      transaction,
      [{ accountId: id, signal: 'settingsChanged', about: 'account.open' }],
      context.now,
      retryFrom(context),
    );
    await auditOpening(context, transaction, id, input);
    const account = await loadAccount({ ...context, sql: transaction }, id);
    return isRefusal(account) ? account : respond(account);
  });
  if (!isRefusal(answer)) context.wakeAccount(answer.id);
  return answer;
}

async function exempt(
  { now, actor }: SiteContext,
  transaction: Queryable,
  accountId: string,
  { exemptUntil: until }: AccountInput,
): Promise<Refusal | undefined> {
  if (until === undefined) return undefined;
  if (until <= now) return refuse('invalid', 'must be in the future', 'exemptUntil');
  await setExemption(transaction, accountId, now, { id: newId(now), until, reason: 'New client', actor });
  return undefined;
}

async function postOpening(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  { openingPayment, currency }: AccountInput,
  { payment: amount, balance }: OpeningTerms,
): Promise<void> {
  const { now: effectiveAt } = context;
  const entries = [
    ...(openingPayment === undefined ? [] : [paymentEntry(context, openingPayment, { amount, effectiveAt })]),
    ...(balance === 0n ? [] : [adjustmentEntry(context, balance, { description: 'Opening balance' })]),
  ];
  const [first, ...others] = entries;
  if (first === undefined) return;
  await postWithin(context, transaction, { accountId, currency, signal: 'paymentReceived' }, [
    first,
    ...others,
  ]);
}

async function insertAccountRow(
  context: SiteContext,
  transaction: Queryable,
  id: string,
  input: AccountInput,
  terms: OpeningTerms & { readonly creditLimit: bigint },
): Promise<void> {
  const row = {
    id,
    siteId: context.siteId,
    name: input.name,
    email: input.email,
    moreEmails: furtherEmails(input.email, input.moreEmails),
    language: input.language,
    currency: input.currency,
    timeZone: input.timeZone,
    billingDay: input.billingDay,
    intervalMonths: input.intervalMonths,
    creditLimit: terms.creditLimit,
    tax: terms.tax,
    statementsWanted: input.statements,
    openedAt: context.now,
    openFromDate: localDateOf(context.now, input.timeZone),
  };
  while (!(await insertAccount(transaction, { ...row, reference: newReference() })));
}

/** A reference for bank transfers: ten random digits and two check digits (mod 97), grouped for reading out. */
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
