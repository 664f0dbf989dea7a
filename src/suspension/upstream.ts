import { lookAt } from '../assessment/assess.js';
import type { Context } from '../core/context.js';
import type { RenderedDraft } from '../emails/letters.js';
import type { SecretBox } from '../platform/secretBox.js';
import { inTransaction, type Queryable } from '../platform/sql/sql.js';
import { addToOutbox } from '../store/core/outbox.js';
import { keepPeopleLetter, type LetterFrame, readLetterFrame } from '../store/emails/peopleLetters.js';
import { listAccountSites, wantSitesState } from '../store/sites/sites.js';
import {
  listUpstreamLetters,
  lockTrees,
  refreshUpstream,
  settleUpstreamLetter,
  type UpstreamLetter,
} from '../store/sites/tree.js';

/**
 * Brings an account's sites to a state, and what hangs under them along. The accounts of sites below are only told to
 * look again: what their own ledgers say stays theirs, and nothing here waits for their locks.
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
 * Works out anew, for sites whose locks the caller holds and for all below them, whether a site above closes them, and
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
  // They may be thousands, so the relay tells them in its own measure.
  if (signals.length > 0) await addToOutbox(transaction, signals, context.now, context.wallNow);
}

/** A letter to the Owner of a site that a suspension above has closed. */
export interface UpstreamDraft extends UpstreamLetter {
  readonly recipient: { readonly name: string; readonly address: string };
  readonly frame: LetterFrame;
  /** The account that pays for the site, if there is one: what is missing on it is nobody else's doing. */
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
const LETTERS_AT_ONCE = 25;

/** The next few letters to Owners whose sites this account's suspension has closed. */
export async function draftUpstream(context: Context, accountId: string): Promise<UpstreamDraft[]> {
  const drafts: UpstreamDraft[] = [];
  for (const letter of await listUpstreamLetters(context.sql, accountId, LETTERS_AT_ONCE)) {
    const { recipient } = letter;
    if (recipient === null) await settleUpstreamLetter(context.sql, letter.id);
    else {
      const frame = await readLetterFrame(context.sql, letter.siteId);
      drafts.push({ ...letter, recipient, frame, own: await ownAccount(context, letter.accountId) });
    }
  }
  return drafts;
}

async function ownAccount(context: Context, accountId: string | null): Promise<OwnAccount | null> {
  const look = accountId === null ? undefined : await lookAt(context.sql, accountId, context.now);
  if (look === undefined || look.facts.closedAt !== null) return null;
  const { facts, standing } = look;
  return {
    currency: facts.currency,
    missing: standing.headroom < 0n ? -standing.headroom : 0n,
    isSuspended: facts.state === 'suspended',
    isHeld: facts.held,
  };
}

/** Keeps such a letter, once for each time its site was closed from above; the relay sends it. */
export async function keepUpstreamLetter(
  context: Context & { readonly secrets: Pick<SecretBox, 'seal'> },
  draft: UpstreamDraft,
  rendered: RenderedDraft,
  mailDomain: string,
): Promise<void> {
  await inTransaction(context.sql, async (transaction) => {
    if (!(await settleUpstreamLetter(transaction, draft.id))) return;
    await keepPeopleLetter(
      transaction,
      { ...context, mailDomain },
      {
        key: `upstream/${draft.id}`,
        siteId: draft.siteId,
        kind: 'upstream',
        language: draft.frame.language,
        recipient: draft.recipient,
        rendered,
      },
    );
  });
}
