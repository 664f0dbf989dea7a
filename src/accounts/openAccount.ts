import { randomInt } from 'node:crypto';
import { assessFacts } from '../assessment/assess.js';
import { retryFrom, type SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { formatReference } from '../core/values/reference.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { localDateOf } from '../core/values/zone.js';
import { adjustmentEntry } from '../ledger/postAdjustment.js';
import { postWithin } from '../ledger/postMoney.js';
import { settleFacts } from '../ledger/settleDue.js';
import { paymentEntry } from '../payments/recordPayment.js';
import { type Assigned, assignPlans, findPlans } from '../plans/assignPlans.js';
import { newId } from '../platform/ids.js';
import { inTurn } from '../platform/inTurn.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Queryable } from '../platform/sql/sql.js';
import { addSite } from '../sites/manageSites.js';
import { insertAccount, type NewAccount } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import { loadFacts } from '../store/facts/facts.js';
import type { Entry } from '../store/ledger/entries.js';
import type { AssignmentRow } from '../store/plans/plans.js';
import { listAccountSites } from '../store/sites/sites.js';
import { setExemption } from '../store/suspension/states.js';
import { refuseOpeningSize } from './accountSize.js';
import { furtherEmails, refuseUnwritable } from './addresses.js';
import {
  type AccountInput,
  openingLimit,
  type OpeningTerms,
  openingTerms,
  loadOpeningDefaults,
} from './openingTerms.js';
import { type AccountDetails, detailsOf } from './loadAccount.js';
import { byDate, openedFacts, withPosting } from './openedFacts.js';

export interface OpenedAccount {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
}

type Opener = SiteContext & { readonly secrets: SecretBox };

/**
 * Opens an account with its plans and sites, and posts the opening payment, the carried-over balance, and start-up and
 * advance charges. Returns the account in the caller's format. The result is stored, so the same idempotency key
 * returns it again. The workflow starts afterwards.
 */
export async function openAccount(
  context: Opener,
  input: AccountInput,
  key?: string,
  respond: (account: AccountDetails) => OpenedAccount = ({ id, name, currency }) => ({ id, name, currency }),
): Promise<OpenedAccount | Refusal> {
  const unwritable = await refuseUnwritable(context, input);
  if (unwritable !== undefined) return unwritable;
  const answer = await onceOnly(context, { operation: 'account', key, input }, async (transaction) => {
    const account = await openWithin(context, transaction, input);
    return isRefusal(account) ? account : respond(account);
  });
  if (!isRefusal(answer)) context.wakeAccount(answer.id);
  return answer;
}

/** Opens an account inside a transaction. */
async function openWithin(
  context: Opener,
  transaction: Queryable,
  input: AccountInput,
): Promise<AccountDetails | Refusal> {
  const defaults = await loadOpeningDefaults(context, transaction, input.currency);
  const terms = openingTerms(input, context.now, defaults);
  if (isRefusal(terms)) return terms;
  const plans = await findPlans(context, transaction, input.plans, input.currency);
  if (isRefusal(plans)) return plans;
  const creditLimit = openingLimit(terms, plans, defaults);
  const row = await insertAccountRow(context, transaction, input, { ...terms, creditLimit });
  const { id: accountId } = row;
  const assigned = await assignPlans(context, transaction, accountId, plans, {
    fromDate: terms.plansFrom,
    untilDate: null,
    earlier: input.chargedUntil === undefined ? [] : plans.map(({ planId }) => planId),
  });
  const areNew = await addSites(context, transaction, accountId, input);
  if (isRefusal(areNew)) return areNew;
  const tooLarge = await refuseOpeningSize(transaction, context.siteId, {
    plans: assigned.map(({ version }) => version.terms),
    assignments: assigned.length,
    sites: input.sites.length,
    intervalMonths: input.intervalMonths,
  });
  if (tooLarge !== undefined) return tooLarge;
  const refused = await exempt(context, transaction, accountId, input);
  if (refused !== undefined) return refused;
  const signal = { accountId, signal: 'settingsChanged', about: 'account.open' };
  const [sites] = await Promise.all([
    listAccountSites(transaction, [accountId]),
    addToOutbox(transaction, [signal], context.now, retryFrom(context)),
    auditOpening(context, transaction, accountId, input),
  ]);
  const opening = await postOpening(context, transaction, accountId, input, terms);
  // A site that existed has a past, which the account's forecast takes into account.
  const facts = areNew
    ? withPosting(openedFacts({ row, assigned, sites, exemptUntil: input.exemptUntil ?? null }), opening)
    : (await loadFacts(transaction, [accountId], context.now)).get(accountId);
  if (facts === undefined) throw new Error('the account that was just opened is not there');
  const charges: Entry[] = [];
  await settleFacts(context, transaction, facts, charges);
  const assessment = await inTurn(() => assessFacts(withPosting(facts, charges), context.now));
  const assignments = assigned.map(assignmentRowOf).sort(byDate);
  return { ...detailsOf(assessment, context.now), plans: assignments, sites };
}

/** Puts the requested sites on the account; returns whether all of them are new. */
async function addSites(
  context: Opener,
  transaction: Queryable,
  accountId: string,
  { sites, name, email }: AccountInput,
): Promise<boolean | Refusal> {
  let areNew = true;
  for (const [index, site] of sites.entries()) {
    const path = `sites[${index}].`;
    const added = await addSite(context, transaction, site, { accountId, path, payer: { name, email } });
    if (isRefusal(added)) return added;
    areNew &&= added.isNew;
  }
  return areNew;
}

function assignmentRowOf({ version, row }: Assigned): AssignmentRow {
  const { id, accountId, planId, fromDate, toDate } = row;
  const { name: planName, version: number, terms } = version;
  const followedBy = terms.replaceWith ?? null;
  return { id, accountId, planId, planName, version: number, fromDate, toDate, followedBy };
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
): Promise<Entry[]> {
  const { now: effectiveAt } = context;
  const entries = [
    ...(openingPayment === undefined ? [] : [paymentEntry(context, openingPayment, { amount, effectiveAt })]),
    ...(balance === 0n ? [] : [adjustmentEntry(context, balance, { description: 'Opening balance' })]),
  ];
  const [first, ...others] = entries;
  if (first === undefined) return [];
  return postWithin(context, transaction, { accountId, currency, signal: 'paymentReceived' }, [
    first,
    ...others,
  ]);
}

async function insertAccountRow(
  context: SiteContext,
  transaction: Queryable,
  input: AccountInput,
  terms: OpeningTerms & { readonly creditLimit: bigint },
): Promise<NewAccount> {
  const row = {
    id: newId(context.now),
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
  for (;;) {
    const account = { ...row, reference: newReference() };
    if (await insertAccount(transaction, account)) return account;
  }
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
