import type { SiteContext } from '../core/context.js';
import {
  type ListedPayment,
  listPayments,
  type PaymentFilter,
  type PaymentSum,
  sumPayments,
} from '../store/payments/paymentList.js';

/** A page of a tenant's payments, refunds and their reversals, newest first, and the sums of all that match. */
export async function loadPaymentList(
  { sql, siteId }: SiteContext,
  filter: PaymentFilter,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<{ readonly payments: readonly ListedPayment[]; readonly sums: readonly PaymentSum[] }> {
  const [payments, sums] = await Promise.all([
    listPayments(sql, siteId, filter, page),
    sumPayments(sql, siteId, filter),
  ]);
  return { payments, sums };
}

/** The same rows without the sums, for an export. */
export async function loadPaymentRows(
  { sql, siteId }: SiteContext,
  filter: PaymentFilter,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<ListedPayment[]> {
  return listPayments(sql, siteId, filter, page);
}
