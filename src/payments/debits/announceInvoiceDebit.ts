import { isLapsed, sumPending } from '../../billing/debits/debit.js';
import type { Context } from '../../core/context.js';
import { type LocalDate, localDateOf } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { LoadedAccount } from '../../store/facts/facts.js';
import { findBalance } from '../../store/accounts/accounts.js';
import { announceDebit } from './announceDebit.js';

/**
 * Announces what is owed after a settlement, for an account whose invoices are collected, in the settlement's
 * transaction: so the invoice and its email name the day. The facts are those before the settlement.
 */
export async function announceInvoiceDebit(
  context: Context,
  transaction: Queryable,
  facts: LoadedAccount,
  periodDate: LocalDate,
): Promise<void> {
  const { debits, id: accountId, siteId, currency, undeliverable, reference, timeZone } = facts;
  const mandate = debits?.mandate ?? null;
  if (debits?.mode !== 'invoice' || mandate === null || currency !== 'EUR' || undeliverable === true) return;
  if (isLapsed(mandate, context.now)) return;
  const { balance, disputed } = await findBalance(transaction, accountId);
  const minor = -(balance - disputed) - sumPending(debits);
  if (minor <= 0n) return;
  const { noticeDays } = debits;
  const today = localDateOf(context.now, timeZone);
  const debit = {
    accountId,
    reference,
    mandate,
    purpose: 'invoice',
    periodDate,
    minor,
    noticeDays,
    today,
  } as const;
  await announceDebit({ ...context, siteId }, transaction, debit);
}
