import type { UpstreamEmail } from '../../emails/users/userEmail.js';
import { assessAccount } from '../assessment/assess.js';
import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { type QueueContext, queueUserEmail } from '../emails/queueEmail.js';
import type { Queryable } from '../platform/sql/sql.js';
import { addToOutbox } from '../store/core/outbox.js';
import { listAccountSites, wantSitesState } from '../store/sites/sites.js';
import {
  listUpstreamEmails,
  lockTrees,
  refreshUpstream,
  clearUpstreamEmailDue,
  type DueUpstreamEmail,
} from '../store/sites/tree.js';

/**
 * Sets the state of an account's sites, and updates the sites below them. The accounts of child sites only get a signal
 * to assess again: their own ledgers decide about them, and nothing here waits for their locks.
 */
export async function switchTrees(
  context: Context,
  transaction: Queryable,
  accountId: string,
  state: 'active' | 'suspended',
): Promise<void> {
  const sites = await listAccountSites(transaction, [accountId]);
  await lockTrees(
    transaction,
    sites.map((site) => site.id),
  );
  const changed = await wantSitesState(transaction, accountId, state);
  await spreadUpstream(context, transaction, changed, accountId);
}

/**
 * Computes again whether a parent site closes the given sites (locked by the caller) and all sites below them. Signals
 * the affected accounts, except the acting one.
 */
export async function spreadUpstream(
  context: Context,
  transaction: Queryable,
  siteIds: readonly string[],
  actingAccountId?: string,
): Promise<void> {
  if (siteIds.length === 0) return;
  const concerned = await refreshUpstream(transaction, siteIds, context.now);
  const signals = concerned
    .filter((accountId) => accountId !== actingAccountId)
    .map((accountId) => ({ accountId, signal: 'settingsChanged', about: 'upstream' }));
  // There may be thousands of them, so the scheduler sends the signals at its own pace.
  if (signals.length > 0) await addToOutbox(transaction, signals, context.now, context.wallNow);
}

/** Written in one batch; an account with more sites below is due again. */
const EMAILS_AT_ONCE = 25;

/** Queues the next few emails to Owners whose sites this account's suspension has closed. */
export async function queueUpstreamEmails(context: Context & QueueContext, accountId: string): Promise<void> {
  for (const email of await listUpstreamEmails(context.sql, accountId, EMAILS_AT_ONCE)) {
    await transact(context.sql, (transaction) => queueUpstreamEmail(context, transaction, email));
  }
}

/** Once for each time the site was closed upstream. */
async function queueUpstreamEmail(
  context: Context & QueueContext,
  transaction: Queryable,
  { id, siteId, accountId, since, recipient }: DueUpstreamEmail,
): Promise<void> {
  if (!(await clearUpstreamEmailDue(transaction, id)) || recipient === null) return;
  const own = await loadOwnAccount(transaction, accountId, context.now);
  await queueUserEmail(transaction, context, {
    key: `upstream/${id}`,
    siteId,
    recipient,
    message: { kind: 'upstream', since, own },
  });
}

/** The account that pays for the site, if any: it alone is responsible for its debt. */
async function loadOwnAccount(
  sql: Queryable,
  accountId: string | null,
  now: number,
): Promise<NonNullable<UpstreamEmail['own']> | null> {
  const assessment = accountId === null ? undefined : await assessAccount(sql, accountId, now);
  if (assessment === undefined || assessment.facts.closedAt !== null) return null;
  const { facts, standing } = assessment;
  return {
    currency: facts.currency,
    missing: standing.headroom < 0n ? -standing.headroom : 0n,
    isSuspended: facts.state === 'suspended',
    isHeld: facts.held,
  };
}
