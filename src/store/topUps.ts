import type { Queryable } from '../platform/index.js';

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
  const [row] = await sql<
    {
      id: string;
      provider: string;
      sealed: string;
      brand: string;
      last_four: string;
      expires: string;
      saved_at: number;
    }[]
  >`
    select id, provider, sealed, brand, last_four, expires, saved_at from saved_cards
     where account_id = ${accountId} and removed_at is null`;
  return (
    row && {
      id: row.id,
      provider: row.provider,
      sealed: row.sealed,
      brand: row.brand,
      lastFour: row.last_four,
      expires: row.expires,
      savedAt: row.saved_at,
    }
  );
}

export interface NewSavedCard extends SavedCardRow {
  readonly accountId: string;
  readonly digest: Buffer;
}

/** Keeps a card in place of the one before it. False when this very one was kept before, be it taken out since. */
export async function replaceSavedCard(sql: Queryable, card: NewSavedCard, actor: string): Promise<boolean> {
  const known = await sql`
    select 1 from saved_cards where account_id = ${card.accountId} and digest = ${card.digest}`;
  if (known.length > 0) return false;
  await removeSavedCard(sql, card.accountId, card.savedAt, actor);
  await sql`
    insert into saved_cards (id, account_id, provider, sealed, digest, brand, last_four, expires, saved_at)
    values (${card.id}, ${card.accountId}, ${card.provider}, ${card.sealed}, ${card.digest}, ${card.brand},
            ${card.lastFour}, ${card.expires}, ${card.savedAt})`;
  return true;
}

/** False when there was none. Its tokens go with it. */
export async function removeSavedCard(
  sql: Queryable,
  accountId: string,
  at: number,
  actor: string,
): Promise<boolean> {
  const rows = await sql`
    update saved_cards set removed_at = ${at}, removed_by = ${actor}, sealed = ''
     where account_id = ${accountId} and removed_at is null returning id`;
  return rows.length > 0;
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
  const [row] = await sql<{ enabled: boolean; daily_cap: string; minimum: string }[]>`
    select enabled, daily_cap::text, minimum::text from top_up_settings where account_id = ${accountId}`;
  return row && { enabled: row.enabled, dailyCap: BigInt(row.daily_cap), minimum: BigInt(row.minimum) };
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

interface TopUpRow {
  id: string;
  card_id: string;
  notice_key: string;
  amount: string;
  started_at: number;
  ended_at: number | null;
  outcome: TopUpOutcome | null;
  detail: string | null;
}

/** The latest attempts on an account, newest first. */
export async function listTopUps(sql: Queryable, accountId: string, limit: number): Promise<TopUp[]> {
  const rows = await sql<TopUpRow[]>`
    select id, card_id, notice_key, amount::text, started_at, ended_at, outcome, detail from top_ups
     where account_id = ${accountId} order by id desc limit ${limit}`;
  return rows.map((row) => ({
    id: row.id,
    cardId: row.card_id,
    noticeKey: row.notice_key,
    amount: BigInt(row.amount),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    detail: row.detail,
  }));
}

/** What was or may yet be taken from an account's card on one local day. */
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

export async function endTopUp(
  sql: Queryable,
  end: { id: string; at: number; outcome: TopUpOutcome; detail: string | null },
): Promise<void> {
  await sql`
    update top_ups set ended_at = ${end.at}, outcome = ${end.outcome}, detail = ${end.detail}
     where id = ${end.id} and ended_at is null`;
}
