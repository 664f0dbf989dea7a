import { assessAccount } from '../assessment/assess.js';
import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import type { RenderedDraft } from '../emails/draftEmail.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Queryable } from '../platform/sql/sql.js';
import { addToOutbox } from '../store/core/outbox.js';
import { queueUserEmail, type SharedEmailFields, loadSharedEmailFields } from '../store/emails/userEmails.js';
import { listAccountSites, wantSitesState } from '../store/sites/sites.js';
import {
  listUpstreamEmails,
  lockTrees,
  refreshUpstream,
  clearUpstreamEmailDue,
  type DueUpstreamEmail,
} from '../store/sites/tree.js';

/**
 * Brings an account's sites to a state, and the sites below them. The accounts of child sites only get a signal to
 * assess again: their own ledgers decide about them, and nothing here waits for their locks.
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
 * Works out anew, for sites whose locks the caller holds and for all below them, whether a parent site closes them, and
 * tells the accounts that must do something about it; the acting one knows.
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
  // They may be thousands, so the scheduler tells them in its own measure.
  if (signals.length > 0) await addToOutbox(transaction, signals, context.now, context.wallNow);
}

/** An email to the Owner of a site that a suspension above has closed. */
export interface UpstreamDraft extends DueUpstreamEmail {
  readonly recipient: { readonly name: string; readonly address: string };
  readonly shared: SharedEmailFields;
  /** The account that pays for the site, if there is one: no other account is responsible for what it lacks. */
  readonly own: OwnAccount | null;
}

export interface OwnAccount {
  readonly currency: string;
  /** Minor units, positive. */
  readonly missing: bigint;
  readonly isSuspended: boolean;
  readonly isHeld: boolean;
}

/** Written at one go; an account that has more below it is due again. */
const EMAILS_AT_ONCE = 25;

/** The next few emails to Owners whose sites this account's suspension has closed. */
export async function draftUpstream(context: Context, accountId: string): Promise<UpstreamDraft[]> {
  const drafts: UpstreamDraft[] = [];
  for (const email of await listUpstreamEmails(context.sql, accountId, EMAILS_AT_ONCE)) {
    const { recipient } = email;
    if (recipient === null) await clearUpstreamEmailDue(context.sql, email.id);
    else {
      const shared = await loadSharedEmailFields(context.sql, email.siteId);
      drafts.push({ ...email, recipient, shared, own: await ownAccount(context, email.accountId) });
    }
  }
  return drafts;
}

async function ownAccount(context: Context, accountId: string | null): Promise<OwnAccount | null> {
  const assessment =
    accountId === null ? undefined : await assessAccount(context.sql, accountId, context.now);
  if (assessment === undefined || assessment.facts.closedAt !== null) return null;
  const { facts, standing } = assessment;
  return {
    currency: facts.currency,
    missing: standing.headroom < 0n ? -standing.headroom : 0n,
    isSuspended: facts.state === 'suspended',
    isHeld: facts.held,
  };
}

/** Keeps such an email, once for each time its site was closed from above; the scheduler sends it. */
export async function queueUpstreamEmail(
  context: Context & { readonly secrets: Pick<SecretBox, 'seal'> },
  draft: UpstreamDraft,
  rendered: RenderedDraft,
  mailDomain: string,
): Promise<void> {
  await transact(context.sql, async (transaction) => {
    if (!(await clearUpstreamEmailDue(transaction, draft.id))) return;
    await queueUserEmail(
      transaction,
      { ...context, mailDomain },
      {
        key: `upstream/${draft.id}`,
        siteId: draft.siteId,
        kind: 'upstream',
        language: draft.shared.language,
        recipient: draft.recipient,
        rendered,
      },
    );
  });
}
