import type { SiteContext } from '../../core/context.js';
import { differencesOf } from '../../core/differences.js';
import { transact } from '../../core/transact.js';
import { formatAmount, parseAmount } from '../../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { NO_ACCOUNT } from '../../ledger/postMoney.js';
import { insertAudit } from '../../store/core/audit.js';
import { findPayable } from '../../store/payments/payments.js';
import {
  findSavedCard,
  findTopUpSettings,
  listTopUps,
  removeSavedCard,
  type SavedCardRow,
  type TopUp,
  upsertTopUpSettings,
} from '../../store/payments/topUps.js';

export interface TopUpView {
  readonly currency: string;
  readonly enabled: boolean;
  /** Minor units; null while it is not set. */
  readonly dailyCap: bigint | null;
  readonly minimum: bigint;
  readonly card: {
    readonly provider: string;
    readonly brand: string;
    readonly lastFour: string;
    readonly expires: string;
    readonly savedAt: number;
  } | null;
  /** The latest attempts, newest first. */
  readonly attempts: readonly TopUp[];
}

const ATTEMPTS_SHOWN = 20;

/** Whether an account tops itself up, up to which cap, and with which card. */
export async function loadTopUp(context: SiteContext, accountId: string): Promise<TopUpView | Refusal> {
  const { sql, siteId } = context;
  const account = await findPayable(sql, accountId);
  if (account?.siteId !== siteId) return NO_ACCOUNT;
  const [settings, card, attempts] = await Promise.all([
    findTopUpSettings(sql, accountId),
    findSavedCard(sql, accountId),
    listTopUps(sql, accountId, ATTEMPTS_SHOWN),
  ]);
  return {
    currency: account.currency,
    enabled: settings?.enabled ?? false,
    dailyCap: settings?.dailyCap ?? null,
    minimum: settings?.minimum ?? 0n,
    card: card === undefined ? null : cardOf(card),
    attempts,
  };
}

/** The details of a card that may be shown. */
function cardOf({ provider, brand, lastFour, expires, savedAt }: SavedCardRow): TopUpView['card'] {
  return { provider, brand, lastFour, expires, savedAt };
}

export interface TopUpChange {
  readonly enabled?: boolean | undefined;
  /** Major units; the daily cap, by local day. */
  readonly dailyCap?: string | undefined;
  /** The lowest amount of one top-up. */
  readonly minimum?: string | undefined;
}

/** Switches automatic top-up on or off. It requires a daily cap. */
export async function changeTopUp(
  context: SiteContext,
  accountId: string,
  change: TopUpChange,
): Promise<TopUpView | Refusal> {
  const before = await loadTopUp(context, accountId);
  if (isRefusal(before)) return before;
  const { currency } = before;
  const dailyCap =
    change.dailyCap === undefined ? before.dailyCap : parseAmount(change.dailyCap, currency, 'dailyCap');
  if (isRefusal(dailyCap)) return dailyCap;
  const minimum =
    change.minimum === undefined ? before.minimum : parseAmount(change.minimum, currency, 'minimum');
  if (isRefusal(minimum)) return minimum;
  if (dailyCap === null || dailyCap <= 0n) return refuse('invalid', 'must be more than zero', 'dailyCap');
  if (minimum < 0n || minimum > dailyCap)
    return refuse('invalid', 'must be between zero and the daily cap', 'minimum');
  const enabled = change.enabled ?? before.enabled;
  const settings = { enabled, dailyCap, minimum };
  const changed = await transact(context.sql, async (transaction) => {
    const { now: at, actor, siteId } = context;
    await upsertTopUpSettings(transaction, accountId, { ...settings, at, actor });
    await insertAudit(transaction, context, {
      siteId,
      accountId,
      action: 'top-up.change',
      subject: `account/${accountId}`,
      ...differencesOf(loggedOf(before, currency), loggedOf(settings, currency)),
    });
    return true;
  });
  return isRefusal(changed) ? changed : { ...before, ...settings };
}

function loggedOf(
  { enabled, dailyCap, minimum }: Pick<TopUpView, 'enabled' | 'dailyCap' | 'minimum'>,
  currency: string,
): Record<string, unknown> {
  const cap = dailyCap === null ? null : formatAmount(dailyCap, currency);
  return { enabled, dailyCap: cap, minimum: formatAmount(minimum, currency) };
}

/** Removes an account's card. It is not charged any more, and the scheduler has its provider detach it. */
export async function forgetCard(context: SiteContext, accountId: string): Promise<Refusal | undefined> {
  const { siteId, now: at, wallNow: detachAt, actor } = context;
  const account = await findPayable(context.sql, accountId);
  if (account?.siteId !== siteId) return NO_ACCOUNT;
  const removed = await transact(context.sql, async (transaction) => {
    if (!(await removeSavedCard(transaction, accountId, { at, actor, detachAt }))) {
      return refuse('not_found', 'There is no saved card.');
    }
    const subject = `account/${accountId}`;
    await insertAudit(transaction, context, { siteId, accountId, action: 'saved-card.remove', subject });
    return true;
  });
  return isRefusal(removed) ? removed : undefined;
}
