import type { Tax } from '../billing/facts.js';
import { entryTexts, taxNameIn } from '../core/values/entryTexts.js';
import { parseStoredTax, taxColumns, type TaxColumns } from '../billing/tax/storedTax.js';
import { retryFrom, type SignalName, type SiteContext } from '../core/context.js';
import { fingerprintOf } from '../core/fingerprint.js';
import { KEY_REUSED, onceOnly } from '../core/onceOnly.js';
import { transact } from '../core/transact.js';
import { currencyExponent } from '../core/values/currency.js';
import { formatAmount, parseAmount, taxOn } from '../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { correctPrepayments, documentPayment } from '../invoices/documentPayments.js';
import { issueAfterClosing } from '../invoices/issueInvoices.js';
import { isId, newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { type AccountBasics, findBasics } from '../store/accounts/accounts.js';
import { findKey } from '../store/core/idempotency.js';
import {
  type Entry,
  findEntry,
  type NewEntry,
  postEntries,
  type PostedEntry,
  type Posting,
  type PostingAudit,
} from '../store/ledger/entries.js';
import { postInGroups } from './postInGroups.js';
import { roundTax } from './roundTax.js';

export const NO_ACCOUNT: Refusal = refuse('not_found', 'Account not found.');
export const CLOSED: Refusal = refuse('account_closed', 'The account is closed.');

/** The currency and site of an account of this site. */
export async function basicsOf(context: SiteContext, accountId: string): Promise<AccountBasics | Refusal> {
  const found = isId(accountId) ? await findBasics(context.sql, accountId) : undefined;
  return found?.siteId === context.siteId ? found : NO_ACCOUNT;
}

/** The currency of each site's postings; null where they have several. */
const usualCurrencies = new Map<string, string | null>();

/**
 * Posts in an account's currency, without a query for it: first in the site's usual currency, which the posting checks.
 * What is refused then is posted in the account's own, if that is another.
 */
export async function inCurrencyOf(
  context: SiteContext,
  accountId: string,
  post: (currency: string) => Promise<Entry | Refusal>,
): Promise<Entry | Refusal> {
  if (!isId(accountId)) return NO_ACCOUNT;
  const usual = usualCurrencies.get(context.siteId);
  const posted = typeof usual === 'string' ? await post(usual) : undefined;
  if (posted !== undefined && !isRefusal(posted)) return posted;
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  if (posted !== undefined && basics.currency === usual) return posted;
  usualCurrencies.set(context.siteId, usual === undefined ? basics.currency : null);
  return post(basics.currency);
}

/** An amount of money above zero, in minor units. */
export function positiveAmount(text: string, currency: string): bigint | Refusal {
  const minor = parseAmount(text, currency, 'amount');
  if (isRefusal(minor)) return minor;
  return minor > 0n ? minor : refuse('invalid', 'must be more than zero', 'amount');
}

/** The amount to post on an account of this site, above zero: in minor units of its currency. */
export async function moneyFor(
  context: SiteContext,
  accountId: string,
  text: string,
): Promise<(AccountBasics & { readonly amount: bigint }) | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const amount = positiveAmount(text, basics.currency);
  return isRefusal(amount) ? amount : { ...basics, amount };
}

export interface MoneyRequest {
  readonly operation: string;
  readonly accountId: string;
  /** The account's currency. */
  readonly currency: string;
  readonly key: string | undefined;
  /** The original request, to tell a repeat from a contradiction. */
  readonly input: unknown;
  readonly signal: SignalName;
  /** Whether a closed account accepts it as well. */
  readonly afterClosing?: boolean;
}

/** What to post, and further fields for the log. */
export interface Posted {
  readonly entries: readonly [NewEntry, ...NewEntry[]];
  readonly noted: object;
}

/**
 * Posts entries that depend on existing ones, once per idempotency key: `work` locks the account, then reads and
 * returns the entries, or refuses. Closed accounts accept it as well. Returns the first entry.
 */
export async function postUnderLock(
  context: SiteContext,
  request: MoneyRequest,
  work: (transaction: Queryable) => Promise<Posted | Refusal>,
): Promise<Entry | Refusal> {
  const { operation, accountId, key, input } = request;
  const once = { operation, key, input: { accountId, input } };
  const posted = await onceOnly(context, once, async (transaction) => {
    const ready = await work(transaction);
    if (isRefusal(ready)) return ready;
    const { entries, noted } = ready;
    const [entry] = await postWithin(context, transaction, { ...request, afterClosing: true }, entries, {
      noted,
    });
    if (entry?.accountState === 'closed') await roundAfterClosing(context, transaction, entry);
    if (entry?.kind === 'refund') await correctAfter(context, transaction, entry, entry.corrects);
    return entry === undefined ? NO_ACCOUNT : { id: entry.id, isUrgent: entry.accountState === 'suspended' };
  });
  if (isRefusal(posted)) return posted;
  context.wakeAccount(accountId, posted.isUrgent);
  return (await findEntry(context.sql, context.siteId, posted.id)) ?? NO_ACCOUNT;
}

/** Money was given or taken back: what prepayment invoices say too much then has its credit notes at once. */
export async function correctAfter(
  context: SiteContext,
  transaction: Queryable,
  { accountId: id }: Pick<Entry, 'accountId'>,
  payment: string | undefined,
): Promise<void> {
  await correctPrepayments(context, transaction, { id, siteId: context.siteId }, { payment });
}

/** A closed account has no later settlement to correct its tax and to issue documents. */
export async function roundAfterClosing(
  context: SiteContext,
  transaction: Queryable,
  { accountId, currency }: Entry,
): Promise<void> {
  const { siteId, now: effectiveAt } = context;
  await roundTax(context, transaction, { accountId, siteId, currency, effectiveAt });
  await issueAfterClosing(context, transaction, { id: accountId, siteId });
}

/**
 * Posts entries for a caller, once per idempotency key, and signals the workflow. Returns the first entry; a repeat of
 * the key with the same input returns it again.
 */
export async function postMoney(
  context: SiteContext,
  request: MoneyRequest,
  entries: readonly [NewEntry, ...NewEntry[]],
): Promise<Entry | Refusal> {
  const { accountId, key } = request;
  const fingerprint =
    key === undefined ? undefined : fingerprintOf(request.operation, { accountId, input: request.input });
  const idempotency =
    key === undefined || fingerprint === undefined ? {} : { idempotency: { key, fingerprint } };
  const posting = postingOf(context, request, entries, idempotency);
  const isPayment = entries[0].kind === 'payment';
  const [entry] = await postInGroups(context.sql, isPayment ? { ...posting, undocumented: true } : posting);
  const documented = entry === undefined && isPayment ? await postDocumented(context, posting) : entry;
  if (documented !== undefined) {
    context.wakeAccount(accountId, documented.accountState === 'suspended');
    return documented;
  }
  // Nothing was posted: it was posted before, or the account is closed or has another tenant or currency.
  const found = await basicsOf(context, accountId);
  if (isRefusal(found)) return found;
  return key === undefined || fingerprint === undefined ? CLOSED : firstResponse(context, key, fingerprint);
}

/** A payment with the document that its tenant wants for it, in one transaction. */
async function postDocumented(context: SiteContext, posting: Posting): Promise<PostedEntry | undefined> {
  return transact(context.sql, async (transaction) => {
    const [entry] = await postEntries(transaction, posting);
    if (entry !== undefined) await documentPayment(context, transaction, context.siteId, entry);
    return entry;
  });
}

type Postable = Pick<MoneyRequest, 'accountId' | 'currency' | 'signal' | 'afterClosing'>;
type Options = Pick<Posting, 'idempotency'> & { readonly noted?: object };

/** Posts entries with their audit row and the pending signal, in the caller's transaction. */
export function postWithin(
  context: SiteContext,
  transaction: Queryable,
  request: Postable,
  entries: Posting['entries'],
  options: Options = {},
): ReturnType<typeof postEntries> {
  return postEntries(transaction, postingOf(context, request, entries, options));
}

function postingOf(
  context: SiteContext,
  { accountId, currency, signal, afterClosing = false }: Postable,
  entries: Posting['entries'],
  { noted = {}, ...idempotency }: Options,
): Posting {
  const { siteId, actor, now: postedAt } = context;
  return {
    accountId,
    siteId,
    currency,
    entries,
    actor,
    postedAt,
    afterClosing,
    signal: { name: signal, retryFrom: retryFrom(context) },
    audit: auditOf(context, currency, entries, noted),
    ...idempotency,
  };
}

/** The audit row of a posting by hand; the purpose is in the entry. */
function auditOf(
  context: SiteContext,
  currency: string,
  [entry, ...others]: readonly [NewEntry, ...NewEntry[]],
  noted: object,
): PostingAudit {
  const { now, actedAs = null, requestId = null } = context;
  const { kind, method, category, amount } = entry;
  const tax = others.reduce((sum, other) => sum + other.amount, 0n);
  const posted = {
    amount: formatAmount(amount, currency),
    ...(method === undefined ? {} : { method }),
    ...(category === undefined ? {} : { category }),
    ...(tax === 0n ? {} : { tax: formatAmount(tax, currency) }),
    ...noted,
  };
  const decimals = currencyExponent(currency) ?? 0;
  return { id: newId(now), action: `${kind}.post`, actedAs, requestId, decimals, posted };
}

async function firstResponse(
  context: SiteContext,
  key: string,
  fingerprint: Buffer,
): Promise<Entry | Refusal> {
  const used = await findKey(context.sql, context.siteId, key);
  if (used === undefined) return CLOSED;
  if (!used.fingerprint.equals(fingerprint) || used.entryId === null) return KEY_REUSED;
  return (await findEntry(context.sql, context.siteId, used.entryId)) ?? KEY_REUSED;
}

/** A charge and the account's tax entry after it, if there is a tax above zero. */
export function withTaxEntry(
  charge: NewEntry,
  tax: Tax | null,
  { now, language }: { readonly now: number; readonly language: string },
): [NewEntry, ...NewEntry[]] {
  if (tax === null) return [charge];
  const borne = taxColumns(tax);
  const taxed = { ...charge, ...borne };
  const minor = taxOn(charge.amount, tax.percent);
  if (minor === 0n) return [taxed];
  return [
    taxed,
    {
      id: newId(now),
      kind: 'tax',
      amount: minor,
      contraAccount: `tax:${tax.name}`,
      description: entryTexts(language).taxOn(taxNameIn(language, tax.name), charge.description),
      taxes: charge.id,
      ...borne,
      effectiveAt: charge.effectiveAt,
      ...(charge.periodDate === undefined ? {} : { periodDate: charge.periodDate }),
    },
  ];
}

/** The tax of an entry or account, or why it cannot be parsed. */
export function taxOf(row: TaxColumns): Tax | null | Refusal {
  const tax = parseStoredTax(row);
  return isRefusal(tax) ? UNREADABLE_TAX : tax;
}

export const UNREADABLE_TAX = refuse(
  'conflict',
  'The stored tax is invalid, so nothing was posted. Set the tax of the account again.',
);
