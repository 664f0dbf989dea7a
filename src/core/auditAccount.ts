import type { Queryable } from '../platform/sql/sql.js';
import { type AccountSettings, findAccountSettings } from '../store/accounts/accountSettings.js';
import { insertAudit } from '../store/core/audit.js';
import type { SiteContext } from './context.js';
import { differencesOf, markChanged } from './differences.js';
import { formatAmount } from './values/money.js';
import { isRefusal } from './values/refusal.js';

/** A client's own data: the log records that it changed, not the new value. */
const PERSONAL = [
  ...['name', 'email', 'moreEmails', 'particulars'],
  ...['tags', 'notes', 'externalId', 'metadata'],
];

/**
 * Changes an account and logs the difference between its state before and after. Both are read in the transaction that
 * has locked it.
 */
export async function audited<T>(
  context: SiteContext,
  transaction: Queryable,
  change: { readonly accountId: string; readonly action: string },
  work: () => Promise<T>,
): Promise<T> {
  const { accountId, action } = change;
  const was = await read(transaction, accountId);
  const outcome = await work();
  // A refusal rolls back every earlier change.
  if (isRefusal(outcome)) return outcome;
  const differences = differencesOf(was, await read(transaction, accountId));
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    accountId,
    action,
    subject: `account/${accountId}`,
    ...markChanged(differences, PERSONAL),
  });
  return outcome;
}

async function read(transaction: Queryable, accountId: string): Promise<Record<string, unknown>> {
  const settings = await findAccountSettings(transaction, accountId);
  return settings === undefined ? {} : readable(settings);
}

function readable(settings: AccountSettings): Record<string, unknown> {
  const { currency, creditLimit, closeRequestedAt, exemption, scheduled, ...plain } = settings;
  return {
    ...plain,
    creditLimit: formatAmount(creditLimit, currency),
    closing: closeRequestedAt !== null,
    exemptUntil: exemption === null ? null : new Date(exemption.until).toISOString(),
    exemptFor: exemption === null ? null : exemption.reason,
    scheduled: scheduled.map(({ minor, ...charge }) => {
      return { ...charge, amount: formatAmount(BigInt(minor), currency) };
    }),
  };
}
