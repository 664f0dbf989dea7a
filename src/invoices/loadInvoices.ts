import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { basicsOf } from '../ledger/postMoney.js';
import { isId } from '../platform/ids.js';
import {
  type ClientInvoice,
  findInvoice,
  type IssuedInvoice,
  listInvoices,
  listIssuedAfter,
  listIssuedBefore,
  listIssuedBetween,
  type StoredInvoice,
} from '../store/invoices/invoices.js';

const NO_INVOICE = refuse('not_found', 'Invoice not found.');

/** The invoices and credit notes of an account of the caller's, newest first. */
export async function loadInvoices(
  context: SiteContext,
  accountId: string,
  page: { readonly before?: number; readonly limit: number },
): Promise<IssuedInvoice[] | Refusal> {
  const basics = await basicsOf(context, accountId);
  return isRefusal(basics) ? basics : listInvoices(context.sql, { accountId, ...page });
}

/** One of them, as issued. */
export async function loadInvoice(
  context: SiteContext,
  accountId: string,
  id: string,
): Promise<StoredInvoice | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  return (isId(id) ? await findInvoice(context.sql, accountId, id) : undefined) ?? NO_INVOICE;
}

/** What the caller's site has issued, in the order of issue, after a position. */
export async function loadIssued(
  { sql, siteId }: SiteContext,
  page: { readonly after?: number; readonly limit: number },
): Promise<IssuedInvoice[]> {
  return listIssuedAfter(sql, { siteId, ...page });
}

/** The same before a position, newest first, with the clients' names. */
export async function loadIssuedBefore(
  { sql, siteId }: SiteContext,
  page: { readonly before?: number; readonly limit: number },
): Promise<ClientInvoice[]> {
  return listIssuedBefore(sql, { siteId, ...page });
}

const AT_ONCE = 50;

/** All documents that the caller's site issued from one local date to another (exclusive), a few at a time. */
export async function* readIssued(
  { sql, siteId }: SiteContext,
  { from, to }: { readonly from: string; readonly to: string },
): AsyncGenerator<StoredInvoice> {
  for (let after = 0; ;) {
    const page = await listIssuedBetween(sql, { siteId, from, to, after, limit: AT_ONCE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < AT_ONCE) return;
    after = last.position;
  }
}
