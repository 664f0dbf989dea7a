import { changeAccount } from '../../accounts/changeAccount.js';
import { distinctTags, foldTag } from '../../core/values/clientRecord.js';
import type { SiteContext } from '../../core/context.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { endOfDay, type Instant, type LocalDate } from '../../core/values/zone.js';
import { postAdjustment } from '../../ledger/postAdjustment.js';
import { basicsOf } from '../../ledger/postMoney.js';
import { postCharge } from '../../ledger/postCharge.js';
import { reverseEntry } from '../../ledger/reverseEntry.js';
import type { Effective } from '../../plans/assignPlans.js';
import { findRecord } from '../../store/accounts/accounts.js';
import { findAccountSettings } from '../../store/accounts/accountSettings.js';
import { exemptAccount, placeHold, releaseHold } from '../../suspension/changeStanding.js';

/** One action for many accounts, each as its own page does it. */
export type Bulk =
  | {
      readonly action: 'charge';
      readonly amount: string;
      readonly description: string;
      readonly category: string;
    }
  | { readonly action: 'adjust'; readonly amount: string; readonly description: string }
  | { readonly action: 'hold'; readonly reason: string }
  | { readonly action: 'release' }
  /** To the end of that day in each account's zone; null ends an exemption. */
  | { readonly action: 'exempt'; readonly until: LocalDate | null; readonly reason?: string | undefined }
  | { readonly action: 'plan'; readonly plans: readonly string[]; readonly effective: Effective }
  | { readonly action: 'tag'; readonly tag: string }
  | { readonly action: 'untag'; readonly tag: string }
  /** What an earlier one did is reversed, or put back as it was. */
  | { readonly action: 'undo'; readonly of: string; readonly was: UndoableAction };

export type BulkAction = Bulk['action'];

/** What was done for an account, as far as undoing it needs to know. */
export interface Done {
  readonly entryId?: string;
  /** The exemption before. */
  readonly exemption?: { readonly until: Instant; readonly reason: string } | null;
  readonly tag?: string;
}

export const REVERSIBLE = ['charge', 'adjust'] as const;
export const RESTORABLE = ['hold', 'exempt', 'tag', 'untag'] as const;

export type UndoableAction = (typeof REVERSIBLE)[number] | (typeof RESTORABLE)[number];

/** Whether it moved money, which is undone by reversals at any time. */
export function isReversible(action: BulkAction): action is (typeof REVERSIBLE)[number] {
  return REVERSIBLE.some((each) => each === action);
}

/** Whether it is put back as it was, which is possible for a short time. */
export function isRestorable(action: BulkAction): action is (typeof RESTORABLE)[number] {
  return RESTORABLE.some((each) => each === action);
}

/** Does it for one account, by the same operation as the account's own page. */
export async function performBulk(
  context: SiteContext,
  accountId: string,
  bulk: Bulk,
  earlier: Done = {},
): Promise<Done | Refusal> {
  switch (bulk.action) {
    case 'charge': {
      const { amount, description, category } = bulk;
      const entry = await postCharge(context, accountId, { amount, description, category });
      return isRefusal(entry) ? entry : { entryId: entry.id };
    }
    case 'adjust': {
      const { amount, description } = bulk;
      const entry = await postAdjustment(context, accountId, { amount, description });
      return isRefusal(entry) ? entry : { entryId: entry.id };
    }
    case 'hold':
      return nothingMore(await placeHold(context, accountId, { reason: bulk.reason }));
    case 'release':
      return nothingMore(await releaseHold(context, accountId));
    case 'exempt':
      return exempt(context, accountId, bulk);
    case 'plan':
      return nothingMore(
        await changeAccount(context, accountId, { plans: bulk.plans, effective: bulk.effective }),
      );
    case 'tag':
    case 'untag':
      return retag(context, accountId, bulk);
    case 'undo':
      return undo(context, accountId, bulk, earlier);
  }
}

function nothingMore(outcome: true | Refusal): Done | Refusal {
  return isRefusal(outcome) ? outcome : {};
}

async function exempt(
  context: SiteContext,
  accountId: string,
  { until, reason }: Extract<Bulk, { action: 'exempt' }>,
): Promise<Done | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const before = await findAccountSettings(context.sql, accountId);
  const exempted = await exemptAccount(context, accountId, {
    until: until === null ? null : endOfDay(until, basics.timeZone),
    ...(reason === undefined ? {} : { reason }),
  });
  return isRefusal(exempted) ? exempted : { exemption: before?.exemption ?? null };
}

async function retag(
  context: SiteContext,
  accountId: string,
  { action, tag }: { readonly action: 'tag' | 'untag'; readonly tag: string },
): Promise<Done | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const { tags } = await findRecord(context.sql, accountId);
  const has = tags.find((each) => foldTag(each) === foldTag(tag));
  if (action === 'tag' && has !== undefined) return refuse('conflict', 'The account already has this tag.');
  if (action === 'untag' && has === undefined)
    return refuse('conflict', 'The account does not have this tag.');
  const changed = action === 'tag' ? distinctTags([...tags, tag]) : tags.filter((each) => each !== has);
  const outcome = await changeAccount(context, accountId, { tags: changed });
  return isRefusal(outcome) ? outcome : { tag: has ?? tag };
}

async function undo(
  context: SiteContext,
  accountId: string,
  { was }: Extract<Bulk, { action: 'undo' }>,
  { entryId, exemption, tag }: Done,
): Promise<Done | Refusal> {
  switch (was) {
    case 'charge':
    case 'adjust': {
      if (entryId === undefined) return NOTHING_TO_UNDO;
      const reversal = await reverseEntry(context, entryId, {});
      return isRefusal(reversal) ? reversal : { entryId: reversal.id };
    }
    case 'hold':
      return nothingMore(await releaseHold(context, accountId));
    case 'exempt': {
      const isOver = exemption == null || exemption.until <= context.now;
      const before = isOver ? { until: null } : exemption;
      return nothingMore(await exemptAccount(context, accountId, before));
    }
    case 'tag':
    case 'untag':
      if (tag === undefined) return NOTHING_TO_UNDO;
      return retag(context, accountId, { action: was === 'tag' ? 'untag' : 'tag', tag });
  }
}

const NOTHING_TO_UNDO = refuse('conflict', 'What was done is no longer known.');

/** The most accounts of one bulk action. */
export const BULK_MAX = 500;
export function refuseSelection(accountIds: readonly string[]): Refusal | undefined {
  if (accountIds.length === 0) return refuse('invalid', 'must have at least one account', 'accounts');
  return accountIds.length > BULK_MAX
    ? refuse('invalid', `must not have more than ${BULK_MAX} accounts`, 'accounts')
    : undefined;
}

/** A refusal as a person reads it beside the account. */
export function reasonOf({ detail, field }: Refusal): string {
  return field === undefined ? detail : `${field}: ${detail}`;
}
