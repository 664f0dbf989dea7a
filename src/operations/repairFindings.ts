import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { deliverAccount, type SendSignal } from '../signals/dispatch.js';
import { findBasics, lockAccount, touchAccounts } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { accountsWaiting, addToOutbox } from '../store/core/outbox.js';
import { restoreFigures } from '../store/operations/checks.js';
import { lockForMove } from '../store/sites/tree.js';
import { spreadUpstream } from '../suspension/upstream.js';
import type { Remedy } from './findings.js';
import { migrateDatabase } from './migrateDatabase.js';

/** The result of a repair: a sentence, and whether it worked. */
export interface Repaired {
  readonly says: string;
  readonly worked: boolean;
}

const SIGNALS_MAX = 100_000;
/** Longer than the scheduler's pause after a signal that failed. */
const AHEAD_MS = 60_000;

/** Repairs findings. Safe to run again, and while the system runs. */
export async function repairFindings(context: Context, send: SendSignal, remedy: Remedy): Promise<Repaired> {
  switch (remedy.kind) {
    case 'migrate': {
      const { from, to } = await migrateDatabase(context.sql);
      return { says: `the schema went from ${from} to ${to}`, worked: true };
    }
    case 'refresh-upstream':
      await refreshSite(context, remedy);
      return { says: `site ${remedy.siteId}: closed from above or not as its tree says`, worked: true };
    case 'restore-figures':
      await restore(context, remedy.accountId);
      return { says: `account ${remedy.accountId}: figures set to what its entries say`, worked: true };
    case 'wake':
      return wake(context, send, remedy.accountId);
    case 'deliver-signals':
      return deliverAll(context, send);
  }
}

async function restore(context: Context, accountId: string): Promise<void> {
  await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    await restoreFigures(transaction, accountId);
    const basics = await findBasics(transaction, accountId);
    if (basics === undefined) return;
    await insertAudit(transaction, context, {
      siteId: basics.siteId,
      accountId,
      action: 'account.restore-figures',
      subject: `account/${accountId}`,
    });
  });
}

async function refreshSite(
  context: Context,
  { siteId, parentId }: { readonly siteId: string; readonly parentId: string },
): Promise<void> {
  await transact(context.sql, async (transaction) => {
    await lockForMove(transaction, [siteId], parentId);
    await spreadUpstream(context, transaction, [siteId]);
    const subject = `site/${siteId}`;
    await insertAudit(transaction, context, { siteId, action: 'site.refresh-upstream', subject });
  });
}

/**
 * The signal is stored in the outbox before it is sent, so that the scheduler delivers it if Temporal is unavailable.
 */
async function wake(context: Context, send: SendSignal, accountId: string): Promise<Repaired> {
  const { sql, now, wallNow } = context;
  await transact(sql, async (transaction) => {
    await touchAccounts(transaction, [accountId]);
    await addToOutbox(transaction, [{ accountId, signal: 'settingsChanged', about: 'doctor' }], now, wallNow);
  });
  try {
    await deliverAccount(sql, send, accountId);
    return { says: `account ${accountId}: its workflow got a signal to assess again`, worked: true };
  } catch {
    const says = `account ${accountId}: Temporal did not accept the signal; the scheduler continues to try`;
    return { says, worked: false };
  }
}

async function deliverAll({ sql, wallNow }: Context, send: SendSignal): Promise<Repaired> {
  const waiting = await accountsWaiting(sql, wallNow + AHEAD_MS, SIGNALS_MAX);
  let failed = 0;
  for (const accountId of waiting) {
    await deliverAccount(sql, send, accountId).catch(() => (failed += 1));
  }
  const says = `${waiting.length - failed} of ${waiting.length} accounts were sent the signals that waited for them`;
  return { says, worked: failed === 0 };
}
