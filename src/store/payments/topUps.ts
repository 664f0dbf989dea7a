import type { Queryable, Stored } from '../../platform/sql/sql.js';

export interface SavedCardRow {
  readonly id: string;
  readonly provider: string;
  /** The provider's tokens as one sealed text. */
  readonly sealed: string;
  readonly brand: string;
  readonly lastFour: string;
  readonly expires: string;
  readonly savedAt: number;
}

/** The card of an account that can be charged now. */
export async function findSavedCard(sql: Queryable, accountId: string): Promise<SavedCardRow | undefined> {
  const [row] = await sql<SavedCardRow[]>`
    select id, provider, sealed, brand, last_four, expires, saved_at from saved_cards
     where account_id = ${accountId} and removed_at is null`;
  return row;
}

export interface NewSavedCard extends SavedCardRow {
  readonly accountId: string;
  readonly digest: Buffer;
}

/** Who removes a card, when, and from when (by the machine's clock) its provider may be asked to detach it. */
export interface CardRemoval {
  readonly at: number;
  readonly actor: string;
  readonly detachAt: number;
}

/** Stores a card in place of the previous one. False when this card was stored before, even if it was removed since. */
export async function replaceSavedCard(
  sql: Queryable,
  card: NewSavedCard,
  removal: CardRemoval,
): Promise<boolean> {
  const known = await sql`
    select 1 from saved_cards where account_id = ${card.accountId} and digest = ${card.digest}`;
  if (known.length > 0) return false;
  await removeSavedCard(sql, card.accountId, removal);
  await sql`
    insert into saved_cards (id, account_id, provider, sealed, digest, brand, last_four, expires, saved_at)
    values (${card.id}, ${card.accountId}, ${card.provider}, ${card.sealed}, ${card.digest}, ${card.brand},
            ${card.lastFour}, ${card.expires}, ${card.savedAt})`;
  return true;
}

/** False when there was none. Its tokens stay sealed until the provider has detached it. */
export async function removeSavedCard(
  sql: Queryable,
  accountId: string,
  { at, actor, detachAt }: CardRemoval,
): Promise<boolean> {
  const rows = await sql`
    update saved_cards set removed_at = ${at}, removed_by = ${actor}, detach_at = ${detachAt}
     where account_id = ${accountId} and removed_at is null returning id`;
  return rows.length > 0;
}

/** A card that its provider still has to detach. */
export interface CardToDetach {
  readonly id: string;
  readonly siteId: string;
  readonly provider: string;
  readonly sealed: string;
  readonly attempts: number;
}

/** Takes a card that is due, and leases it until `heldTo`, so that no other process takes it at the same time. */
export async function claimCardToDetach(
  sql: Queryable,
  wallNow: number,
  heldTo: number,
): Promise<CardToDetach | undefined> {
  const [row] = await sql<CardToDetach[]>`
    update saved_cards c set detach_at = ${heldTo}, detach_attempts = detach_attempts + 1
      from accounts a
     where a.id = c.account_id
       and c.id = (select id from saved_cards where detach_at <= ${wallNow} order by detach_at limit 1
                     for update skip locked)
    returning c.id, a.site_id, c.provider, c.sealed, c.detach_attempts as attempts`;
  return row;
}

/** The card is detached, or the attempts are given up: deletes its tokens. */
export async function endCardDetaching(sql: Queryable, id: string): Promise<void> {
  await sql`update saved_cards set sealed = '', detach_at = null where id = ${id} and removed_at is not null`;
}

export async function detachCardLater(sql: Queryable, id: string, detachAt: number): Promise<void> {
  await sql`update saved_cards set detach_at = ${detachAt} where id = ${id} and detach_at is not null`;
}

export interface TopUpSettings {
  readonly enabled: boolean;
  readonly dailyCap: bigint;
  readonly minimum: bigint;
}

export async function findTopUpSettings(
  sql: Queryable,
  accountId: string,
): Promise<TopUpSettings | undefined> {
  const [row] = await sql<Stored<TopUpSettings>[]>`
    select enabled, daily_cap::text, minimum::text from top_up_settings where account_id = ${accountId}`;
  return row && { ...row, dailyCap: BigInt(row.dailyCap), minimum: BigInt(row.minimum) };
}

export async function upsertTopUpSettings(
  sql: Queryable,
  accountId: string,
  settings: TopUpSettings & { readonly at: number; readonly actor: string },
): Promise<void> {
  await sql`
    insert into top_up_settings (account_id, enabled, daily_cap, minimum, changed_at, changed_by)
    values (${accountId}, ${settings.enabled}, ${settings.dailyCap.toString()}, ${settings.minimum.toString()},
            ${settings.at}, ${settings.actor})
    on conflict (account_id) do update set enabled = excluded.enabled, daily_cap = excluded.daily_cap,
      minimum = excluded.minimum, changed_at = excluded.changed_at, changed_by = excluded.changed_by`;
}

export type TopUpOutcome = 'paid' | 'pending' | 'needs-client' | 'refused' | 'unavailable';

export interface TopUp {
  readonly id: string;
  readonly cardId: string;
  readonly noticeKey: string;
  readonly amount: bigint;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: TopUpOutcome | null;
  readonly detail: string | null;
}

/** The latest attempts on an account, newest first. */
export async function listTopUps(sql: Queryable, accountId: string, limit: number): Promise<TopUp[]> {
  const rows = await sql<Stored<TopUp>[]>`
    select id, card_id, notice_key, amount::text, started_at, ended_at, outcome, detail from top_ups
     where account_id = ${accountId} order by id desc limit ${limit}`;
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** The amount charged, or possibly charged, to an account's card on one local day. */
export async function sumTopUps(sql: Queryable, accountId: string, localDay: string): Promise<bigint> {
  const [row] = await sql<{ sum: string }[]>`
    select coalesce(sum(amount), 0)::text as sum from top_ups
     where account_id = ${accountId} and local_day = ${localDay}
       and (outcome is null or outcome in ('paid', 'pending', 'unavailable'))`;
  return BigInt(row?.sum ?? '0');
}

export async function insertTopUp(
  sql: Queryable,
  topUp: {
    id: string;
    accountId: string;
    cardId: string;
    noticeKey: string;
    amount: bigint;
    localDay: string;
    startedAt: number;
  },
): Promise<void> {
  await sql`
    insert into top_ups (id, account_id, card_id, notice_key, amount, local_day, started_at)
    values (${topUp.id}, ${topUp.accountId}, ${topUp.cardId}, ${topUp.noticeKey}, ${topUp.amount.toString()},
            ${topUp.localDay}, ${topUp.startedAt})`;
}

/**
 * Records the result of an attempt; false when a more certain result is known. A report that arrived in the meantime
 * outranks "pending", and a paid attempt stays paid.
 */
export async function endTopUp(
  sql: Queryable,
  end: { id: string; at: number; outcome: TopUpOutcome; detail: string | null; paymentId: string | null },
): Promise<boolean> {
  const rows = await sql`
    update top_ups set ended_at = coalesce(ended_at, ${end.at}::timestamptz), outcome = ${end.outcome},
           detail = ${end.detail}, payment_id = coalesce(${end.paymentId}, payment_id)
     where id = ${end.id}
       and (outcome is null or (outcome <> 'paid' and ${end.outcome} <> 'pending'))
    returning id`;
  return rows.length > 0;
}

/** The provider reports that an attempt was paid; false when that is known, or it is no attempt of this account. */
export async function markTopUpPaid(
  sql: Queryable,
  { id, accountId, at, paymentId }: { id: string; accountId: string; at: number; paymentId: string },
): Promise<boolean> {
  const rows = await sql`
    update top_ups set ended_at = coalesce(ended_at, ${at}::timestamptz), outcome = 'paid', detail = null,
           payment_id = ${paymentId}
     where id = ${id} and account_id = ${accountId} and outcome is distinct from 'paid' returning id`;
  return rows.length > 0;
}

/** The provider reports that an attempt failed. A more precise result stays. */
export async function markTopUpFailed(
  sql: Queryable,
  topUp: { id: string; accountId: string; at: number; detail: string; paymentId: string },
): Promise<boolean> {
  const rows = await sql`
    update top_ups set ended_at = coalesce(ended_at, ${topUp.at}::timestamptz), outcome = 'refused',
           detail = ${topUp.detail}, payment_id = ${topUp.paymentId}
     where id = ${topUp.id} and account_id = ${topUp.accountId}
       and (outcome is null or outcome in ('pending', 'unavailable')) returning id`;
  return rows.length > 0;
}

/** An attempt that the bank is still deciding on. */
export interface PendingTopUp {
  readonly id: string;
  readonly accountId: string;
  readonly siteId: string;
  readonly provider: string;
  readonly paymentId: string;
}

/** Takes attempts without news since `askedBefore`, and records that they are checked now. */
export async function claimPendingTopUps(
  sql: Queryable,
  { askedBefore, at, limit }: { askedBefore: number; at: number; limit: number },
): Promise<PendingTopUp[]> {
  return sql<PendingTopUp[]>`
    update top_ups t set asked_at = ${at}
      from accounts a, saved_cards c
     where a.id = t.account_id and c.id = t.card_id
       and t.id in (select id from top_ups
                     where outcome = 'pending' and payment_id is not null
                       and coalesce(asked_at, ended_at) < ${askedBefore}
                     order by ended_at limit ${limit} for update skip locked)
    returning t.id, t.account_id, a.site_id, c.provider, t.payment_id`;
}

/** Whether the bank is still deciding on an attempt of an account. */
export async function hasPendingTopUp(sql: Queryable, accountId: string): Promise<boolean> {
  const rows =
    await sql`select 1 from top_ups where account_id = ${accountId} and outcome = 'pending' limit 1`;
  return rows.length > 0;
}
