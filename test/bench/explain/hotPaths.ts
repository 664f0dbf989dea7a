import { createHash } from 'node:crypto';
import { loadAccount, loadAccounts } from '../../../src/accounts/loadAccount.js';
import { assess } from '../../../src/assessment/assess.js';
import { createKeyRing } from '../../../src/auth/keys/keyRing.js';
import type { SiteContext } from '../../../src/core/context.js';
import { loadEntries, loadTimeline } from '../../../src/ledger/loadHistory.js';
import { recordPayment } from '../../../src/payments/recordPayment.js';
import type { Sql } from '../../../src/platform/sql/sql.js';
import { sendPendingSignals } from '../../../src/signals/dispatch.js';
import { reviveOverdue, sweepAccounts, watchUsage } from '../../../src/signals/watch.js';
import { lookupGate } from '../../../src/suspension/gate.js';
import { recordUsage } from '../../../src/usage/recordUsage.js';

/** Does once what the figures of speed do: their queries are what must be planned well. */
export async function callHotPaths(sql: Sql, siteId: string, accountIds: readonly string[]): Promise<void> {
  const now = Date.now();
  const context: SiteContext = {
    sql,
    siteId,
    now,
    wallNow: now,
    actor: 'bench',
    wakeAccount: () => undefined,
  };
  const [accountId = '', other = ''] = accountIds;
  const key = `sk_${createHash('sha256').update('bench').digest('base64url')}`;
  await createKeyRing(sql).find(key, { now, wallNow: now });
  await lookupGate(sql, 'site-7.example');
  await recordPayment(context, accountId, { amount: '10.00', method: 'bank' }, 'explain-1');
  await recordPayment(context, accountId, { amount: '10.00', method: 'bank' }, 'explain-1');
  await useTwice(context);
  await assess(context, accountId);
  await loadAccount(context, other);
  await loadAccounts(context, { limit: 50 });
  await loadEntries(context, accountId, { limit: 50 });
  await loadTimeline(context, accountId, { limit: 50 });
  await watchUsage(context, 500);
  await sweepAccounts(context, undefined, 500);
  await reviveOverdue(context, 500);
  await sendPendingSignals(sql, () => Promise.resolve(), {
    wallNow: now + 3_600_000,
    limit: 64,
    concurrency: 1,
  });
}

async function useTwice(context: SiteContext): Promise<void> {
  const events = Array.from({ length: 1_000 }, (_, index) => ({
    id: `explained-${index}`,
    source: 'edge-1',
    site: `site-${1 + (index % 40)}`,
    meter: 'requests',
    quantity: '1',
    time: new Date(context.now - index * 1_000).toISOString(),
  }));
  await recordUsage(context, events);
  await recordUsage(context, events);
}
