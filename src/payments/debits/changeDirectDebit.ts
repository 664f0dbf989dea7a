import { DEBIT_MODES, type DebitMode } from '../../billing/debits/debit.js';
import { type DirectDebit, parseDirectDebit } from '../../billing/debits/directDebit.js';
import { auditedSite } from '../../core/auditSite.js';
import type { SiteContext } from '../../core/context.js';
import { transact } from '../../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { NO_ACCOUNT } from '../../ledger/postMoney.js';
import { isId } from '../../platform/ids.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { insertAudit } from '../../store/core/audit.js';
import { findDirectDebit } from '../../store/debits/debitFacts.js';
import { findDebitMode, setDebitMode } from '../../store/debits/debits.js';
import { findPayable } from '../../store/payments/payments.js';
import { findProvider } from '../../store/payments/providers.js';
import { changeSettings } from '../../store/sites/sites.js';
import { signalDebits } from './endDebits.js';

/** The owner's settings for direct debit. */
export async function loadDirectDebit({ sql, siteId }: SiteContext): Promise<DirectDebit> {
  return findDirectDebit(sql, siteId);
}

/** Changes them. The words of mandates that were given stay as they are. Refuses: invalid, forbidden. */
export async function changeDirectDebit(
  context: SiteContext,
  change: Partial<DirectDebit>,
): Promise<DirectDebit | Refusal> {
  // Who collects, and as whom, are payment instructions.
  if (context.actedAs !== undefined) return refuse('forbidden', 'Only the site’s own users can change this.');
  const { siteId } = context;
  return transact(context.sql, async (transaction) => {
    const directDebit = parseDirectDebit({ ...(await findDirectDebit(transaction, siteId)), ...change });
    if (isRefusal(directDebit)) return directDebit;
    const { enabled, collector } = directDebit;
    if (enabled && collector !== 'bank') {
      const provider = await findProvider(transaction, siteId, collector);
      if (provider?.enabled !== true)
        return refuse('invalid', `needs ${collector}, which is not set up for this site`, 'collector');
    }
    return auditedSite(context, transaction, { id: siteId, setsConnector: false }, async () => {
      await changeSettings(transaction, siteId, { directDebit });
      return directDebit;
    });
  });
}

/** Changes what is collected by itself from an account. Refuses: not_found, invalid. */
export async function changeDebitMode(
  context: SiteContext,
  accountId: string,
  mode: string,
): Promise<DebitMode | Refusal> {
  const wanted = DEBIT_MODES.find((each) => each === mode);
  if (wanted === undefined) return refuse('invalid', `must be one of ${DEBIT_MODES.join(', ')}`, 'mode');
  const payable = isId(accountId) ? await findPayable(context.sql, accountId) : undefined;
  if (payable?.siteId !== context.siteId) return NO_ACCOUNT;
  const { siteId } = context;
  const changed = await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    const before = await findDebitMode(transaction, accountId);
    if (before === wanted) return wanted;
    await setDebitMode(transaction, accountId, wanted);
    await insertAudit(transaction, context, {
      ...{ siteId, accountId, action: 'debit-mode.change', subject: `account/${accountId}` },
      ...{ before: { mode: before }, after: { mode: wanted } },
    });
    await signalDebits(context, transaction, accountId, 'debit-mode');
    return wanted;
  });
  context.wakeAccount(accountId);
  return changed;
}
