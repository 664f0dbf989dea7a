import { newId } from '../../platform/ids.js';
import type { Queryable, Stored } from '../../platform/sql/sql.js';

export interface NewCheckout {
  readonly id: string;
  readonly accountId: string;
  readonly provider: string;
  readonly amount: bigint;
  readonly savesCard: boolean;
  readonly startedAt: number;
  readonly actor: string;
}

export async function insertCheckout(sql: Queryable, checkout: NewCheckout): Promise<void> {
  await sql`
    insert into checkouts (id, account_id, provider, amount, saves_card, started_at, actor)
    values (${checkout.id}, ${checkout.accountId}, ${checkout.provider}, ${checkout.amount.toString()},
            ${checkout.savesCard}, ${checkout.startedAt}, ${checkout.actor})`;
}

/** How many were started for an account by one actor since then. */
export async function countCheckouts(
  sql: Queryable,
  { accountId, actor, since }: { accountId: string; actor: string; since: number },
): Promise<number> {
  const [row] = await sql<{ checkouts: number }[]>`
    select count(*) as checkouts from checkouts
     where account_id = ${accountId} and actor = ${actor} and id > ${newId(since)}`;
  return row?.checkouts ?? 0;
}

/** The provider's id, and the amount it charges. */
export async function nameCheckout(
  sql: Queryable,
  id: string,
  named: { readonly providerId: string; readonly amount: bigint; readonly checkAt: number },
): Promise<void> {
  await sql`
    update checkouts set provider_id = ${named.providerId}, amount = ${named.amount.toString()},
           check_at = ${named.checkAt}
     where id = ${id}`;
}

/** Whether the newest payment that was started for an account since then is posted; undefined if none was started. */
export async function isNewestCheckoutPaid(
  sql: Queryable,
  { accountId, since }: { readonly accountId: string; readonly since: number },
): Promise<boolean | undefined> {
  const [row] = await sql<{ isPaid: boolean }[]>`
    select paid_at is not null as is_paid from checkouts
     where account_id = ${accountId} and id > ${newId(since)} order by id desc limit 1`;
  return row?.isPaid;
}

export async function endCheckout(
  sql: Queryable,
  { id, accountId, entryId, at }: { id: string; accountId: string; entryId: string; at: number },
): Promise<void> {
  await sql`
    update checkouts set paid_at = ${at}, entry_id = ${entryId}
     where id = ${id} and account_id = ${accountId} and paid_at is null`;
}

/**
 * Whether a payment of a site was started here, or has reports (`known`). While a payment is being started its id is
 * unknown, and its report may arrive before the provider's response: then an unknown payment may be that one (`begun`).
 */
export async function findAcquaintance(
  sql: Queryable,
  payment: { siteId: string; provider: string; paymentId: string; begunSince: number },
): Promise<'known' | 'begun' | undefined> {
  const { siteId, provider, paymentId, begunSince } = payment;
  const [row] = await sql<{ known: boolean; begun: boolean }[]>`
    select exists (select 1 from payment_events
                    where site_id = ${siteId} and provider = ${provider} and payment_id = ${paymentId})
        or exists (select 1 from checkouts c join accounts a on a.id = c.account_id
                    where c.provider = ${provider} and c.provider_id = ${paymentId} and a.site_id = ${siteId})
        or exists (select 1 from top_ups t join accounts a on a.id = t.account_id join saved_cards s on s.id = t.card_id
                    where t.payment_id = ${paymentId} and s.provider = ${provider} and a.site_id = ${siteId})
        or exists (select 1 from debits d join accounts a on a.id = d.account_id join mandates m on m.id = d.mandate_id
                    where d.payment_id = ${paymentId} and m.collector = ${provider} and a.site_id = ${siteId})
           as known,
           exists (select 1 from checkouts c join accounts a on a.id = c.account_id
                    where c.provider_id is null and c.started_at > ${begunSince} and c.provider = ${provider}
                      and a.site_id = ${siteId})
        or exists (select 1 from top_ups t join accounts a on a.id = t.account_id join saved_cards s on s.id = t.card_id
                    where t.ended_at is null and t.started_at > ${begunSince} and s.provider = ${provider}
                      and a.site_id = ${siteId})
        or exists (select 1 from debits d join accounts a on a.id = d.account_id join mandates m on m.id = d.mandate_id
                    where d.state = 'announced' and d.submit_on <= (${begunSince}::timestamptz + interval '1 day')::date
                      and m.collector = ${provider} and a.site_id = ${siteId})
           as begun`;
  if (row?.known === true) return 'known';
  return row?.begun === true ? 'begun' : undefined;
}

/** Serialises the reports of one payment, even before the payment is known. */
export async function lockPayment(
  sql: Queryable,
  payment: { siteId: string; provider: string; paymentId: string },
): Promise<void> {
  const name = `${payment.siteId}/${payment.provider}/${payment.paymentId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

export type PaymentEventState = 'posted' | 'noted' | 'waiting' | 'refused' | 'foreign';

export interface PaymentEvent {
  readonly id: string;
  readonly provider: string;
  readonly eventId: string;
  readonly kind: string;
  readonly paymentId: string;
  readonly subject: string;
  readonly amount: bigint | null;
  readonly currency: string | null;
  readonly reason: string | null;
  readonly accountId: string | null;
  readonly entryId: string | null;
  readonly state: PaymentEventState;
  readonly detail: string | null;
  readonly happenedAt: number;
  readonly recordedAt: number;
  /** For a refused report: when it was resolved, and by which user. */
  readonly resolvedAt: number | null;
  readonly resolvedBy: string | null;
}

const columns = (sql: Queryable) => sql`
  id, provider, event_id, kind, payment_id, subject, amount, currency, reason, account_id, entry_id, state, detail,
  happened_at, recorded_at, resolved_at, resolved_by`;

function eventOf(row: Stored<PaymentEvent>): PaymentEvent {
  return { ...row, amount: row.amount === null ? null : BigInt(row.amount) };
}

/** Records a report, inside the transaction that acts on it; false when it was recorded before. */
export async function insertPaymentEvent(
  sql: Queryable,
  siteId: string,
  event: Omit<PaymentEvent, 'accountId' | 'entryId' | 'state' | 'detail' | 'resolvedAt' | 'resolvedBy'> & {
    readonly checkAt: number | null;
  },
): Promise<boolean> {
  const rows = await sql`
    insert into payment_events (id, site_id, provider, event_id, kind, payment_id, subject, amount, currency, reason,
           state, happened_at, recorded_at, check_at)
    values (${event.id}, ${siteId}, ${event.provider}, ${event.eventId}, ${event.kind}, ${event.paymentId},
            ${event.subject}, ${event.amount?.toString() ?? null}, ${event.currency}, ${event.reason}, 'noted',
            ${event.happenedAt}, ${event.recordedAt}, ${event.checkAt})
    on conflict (site_id, provider, event_id) do nothing returning id`;
  return rows.length > 0;
}

/** The result of a report. */
export async function updatePaymentEvent(
  sql: Queryable,
  id: string,
  outcome: {
    readonly state: PaymentEventState;
    readonly accountId?: string;
    readonly entryId?: string;
    readonly detail?: string;
  },
): Promise<void> {
  await sql`
    update payment_events set state = ${outcome.state}, account_id = ${outcome.accountId ?? null},
           entry_id = ${outcome.entryId ?? null}, detail = ${outcome.detail ?? null}
     where id = ${id}`;
}

/** Everything reported of one payment, oldest first. */
export async function listEventsOfPayment(
  sql: Queryable,
  payment: { siteId: string; provider: string; paymentId: string },
): Promise<PaymentEvent[]> {
  const rows = await sql<Stored<PaymentEvent>[]>`
    select ${columns(sql)} from payment_events
     where site_id = ${payment.siteId} and provider = ${payment.provider} and payment_id = ${payment.paymentId}
       and kind <> 'unread' order by id`;
  return rows.map(eventOf);
}

/** The report that an entry was posted for. */
export async function findEventOfEntry(sql: Queryable, entryId: string): Promise<PaymentEvent | undefined> {
  const [row] = await sql<
    Stored<PaymentEvent>[]
  >`select ${columns(sql)} from payment_events where entry_id = ${entryId} limit 1`;
  return row && eventOf(row);
}

export async function listPaymentEvents(
  sql: Queryable,
  page: { siteId: string; state?: PaymentEventState; before?: string; limit: number },
): Promise<PaymentEvent[]> {
  const rows = await sql<Stored<PaymentEvent>[]>`
    select ${columns(sql)} from payment_events
     where site_id = ${page.siteId} and id < ${page.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
       ${page.state === undefined ? sql`` : sql`and state = ${page.state}`}
     order by id desc limit ${page.limit}`;
  return rows.map(eventOf);
}

/** Reports that could not be posted: the open ones, newest first, or the resolved ones, latest first. */
export async function listRefusedEvents(
  sql: Queryable,
  page: { readonly siteId: string; readonly seenTo: boolean; readonly limit: number },
): Promise<PaymentEvent[]> {
  const { siteId, seenTo, limit } = page;
  const rows = await sql<Stored<PaymentEvent>[]>`
    select ${columns(sql)} from payment_events
     where site_id = ${siteId} and state = 'refused'
       ${seenTo ? sql`and resolved_at is not null order by resolved_at desc` : sql`and resolved_at is null order by id desc`}
     limit ${limit}`;
  return rows.map(eventOf);
}

/** How many reports wait for a user. */
export async function countRefusedEvents(sql: Queryable, siteId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::integer as count from payment_events
     where site_id = ${siteId} and state = 'refused' and resolved_at is null`;
  return row?.count ?? 0;
}

/** Locks a report until the transaction ends, so that it is resolved once. */
export async function lockPaymentEvent(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<PaymentEvent | undefined> {
  const [row] = await sql<Stored<PaymentEvent>[]>`
    select ${columns(sql)} from payment_events where id = ${id} and site_id = ${siteId} for update`;
  return row && eventOf(row);
}

export async function markResolved(
  sql: Queryable,
  { id, at, by }: { readonly id: string; readonly at: number; readonly by: string },
): Promise<void> {
  await sql`update payment_events set resolved_at = ${at}, resolved_by = ${by} where id = ${id}`;
}

/** Closes the reports that wait for a payment that will not be posted. */
export async function endWaiting(
  sql: Queryable,
  payment: { siteId: string; provider: string; paymentId: string },
  { state, detail }: { readonly state: PaymentEventState; readonly detail: string },
): Promise<void> {
  await sql`
    update payment_events set state = ${state}, detail = ${detail}
     where site_id = ${payment.siteId} and provider = ${payment.provider} and payment_id = ${payment.paymentId}
       and state = 'waiting'`;
}

/** A report that was unreadable before can be read now, so it needs no user any more. */
export async function markRead(
  sql: Queryable,
  report: { siteId: string; provider: string; eventIds: readonly string[]; objectIds: readonly string[] },
): Promise<void> {
  const { siteId, provider, eventIds, objectIds } = report;
  await sql`
    update payment_events set state = 'noted', detail = 'It was read when it was asked for again.'
     where site_id = ${siteId} and provider = ${provider} and kind = 'unread' and state = 'refused'
       and resolved_at is null and (event_id = any(${[...eventIds]}) or subject = any(${[...objectIds]}))`;
}

/** A report to check with its provider. */
export type ReportToAsk = PaymentEvent & { readonly siteId: string };

/**
 * Takes reports that wait for a payment or could not be read, at growing intervals of at most an hour, until they are
 * older than `givenUpBefore`.
 */
export async function claimReportsToCheck(
  sql: Queryable,
  { at, givenUpBefore, limit }: { at: number; givenUpBefore: number; limit: number },
): Promise<ReportToAsk[]> {
  const rows = await sql<Stored<ReportToAsk>[]>`
    update payment_events set asked_at = ${at}
     where id in (select id from payment_events
                   where (state = 'waiting' or (state = 'refused' and kind = 'unread' and resolved_at is null
                                                and reason <> '' and recorded_at > ${givenUpBefore}))
                     and coalesce(asked_at, recorded_at)
                         + least(interval '1 hour', greatest(interval '1 minute', coalesce(asked_at, recorded_at) - recorded_at))
                         <= ${at}
                   order by asked_at nulls first, recorded_at limit ${limit} for update skip locked)
    returning ${columns(sql)}, site_id`;
  return rows.map((row) => ({ ...eventOf(row), siteId: row.siteId }));
}

/** Deletes old reports of other shops' payments that have no other data here. */
export async function removeForeignEvents(
  sql: Queryable,
  { before, limit }: { readonly before: number; readonly limit: number },
): Promise<number> {
  const rows = await sql`
    delete from payment_events where id in (
      select id from payment_events e
       where state = 'foreign' and recorded_at <= ${before}
         and not exists (select 1 from payment_events o
                          where o.site_id = e.site_id and o.provider = e.provider and o.payment_id = e.payment_id
                            and o.state <> 'foreign')
       limit ${limit} for update skip locked)
    returning id`;
  return rows.length;
}

/** Everything that a pay page shows of an account. */
export interface Payable {
  readonly accountId: string;
  readonly siteId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly reference: string;
  readonly openedAt: number;
  readonly isClosed: boolean;
  readonly siteNames: readonly string[];
}

export async function findPayable(sql: Queryable, accountId: string): Promise<Payable | undefined> {
  const [row] = await sql<Omit<Payable, 'accountId'>[]>`
    select site_id, currency, time_zone, reference, opened_at, closed_at is not null as is_closed,
           array(select s.name from sites s where s.account_id = a.id order by s.slug) as site_names
      from accounts a where id = ${accountId}`;
  return row && { accountId, ...row };
}
