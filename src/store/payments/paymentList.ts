import { likePart } from '../../platform/sql/likePart.js';
import type { Queryable, Stored } from '../../platform/sql/sql.js';

/** What a list of payments shows: all money, one kind of it, or payments with an open dispute. */
export type PaymentShow = 'all' | 'payments' | 'refunds' | 'reversals' | 'disputes';

export interface PaymentFilter {
  readonly show: PaymentShow;
  /** Posted since, and before. */
  readonly from: number;
  readonly to: number;
  /** Part of the client's name, the account's reference, the payment's reference or method. */
  readonly text?: string;
}

/** Money that came in or went back, of any account of a tenant. */
export interface ListedPayment {
  readonly id: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly accountReference: string;
  readonly kind: 'payment' | 'refund' | 'reversal';
  /** Minor units: positive for money received. */
  readonly amount: bigint;
  readonly currency: string;
  readonly method: string | null;
  readonly reference: string | null;
  readonly description: string;
  readonly effectiveAt: number;
  readonly postedAt: number;
  readonly isDisputed: boolean;
  /** How much of a payment was given back or reversed. */
  readonly returned: bigint;
}

/** The sums of a list, by currency and kind. */
export interface PaymentSum {
  readonly currency: string;
  readonly kind: ListedPayment['kind'];
  readonly count: number;
  readonly amount: bigint;
}

/** The smallest id that an entry of an instant can have: ids begin with their milliseconds. */
function firstIdOf(at: number): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Entries have ids in order of time, so a span of time is a span of the primary key. */
function matching(sql: Queryable, siteId: string, { show, from, to, text }: PaymentFilter) {
  const kinds = {
    payments: ['payment'],
    refunds: ['refund'],
    reversals: ['reversal'],
    disputes: ['payment'],
  };
  const shown = show === 'all' ? ['payment', 'refund', 'reversal'] : kinds[show];
  const part = text === undefined ? null : `%${likePart(text)}%`;
  const plain = text === undefined ? null : `%${text.replace(/[\s\\%_-]/g, '').toUpperCase()}%`;
  return sql`
    from entries e join accounts a on a.id = e.account_id left join entries of on of.id = e.reverses
   where a.site_id = ${siteId} and e.id >= ${firstIdOf(from)} and e.id < ${firstIdOf(to)}
     and e.kind = any(${shown}) and (e.kind <> 'reversal' or of.kind in ('payment', 'refund'))
     ${show === 'disputes' ? sql`and exists (select 1 from disputes d where d.entry_id = e.id and d.resolved_at is null)` : sql``}
     ${part === null ? sql`` : sql`and (a.name ilike ${part} or e.reference ilike ${part} or e.method ilike ${part} or replace(a.reference, '-', '') like ${plain})`}`;
}

/** Newest first. */
export async function listPayments(
  sql: Queryable,
  siteId: string,
  filter: PaymentFilter,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<ListedPayment[]> {
  const rows = await sql<Stored<ListedPayment>[]>`
    select e.id, e.account_id, a.name as account_name, a.reference as account_reference, e.kind, e.amount, a.currency,
           coalesce(e.method, of.method) as method, e.reference, e.description, e.effective_at, e.posted_at,
           exists (select 1 from disputes d where d.entry_id = e.id and d.resolved_at is null) as is_disputed,
           -(select coalesce(sum(b.amount + coalesce(undone.amount, 0)), 0)
               from entries b left join entries undone on undone.reverses = b.id
              where b.corrects = e.id or b.reverses = e.id) as returned
           ${matching(sql, siteId, filter)} ${page.before === undefined ? sql`` : sql`and e.id < ${page.before}`}
     order by e.id desc limit ${page.limit}`;
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount), returned: BigInt(row.returned) }));
}

export async function sumPayments(
  sql: Queryable,
  siteId: string,
  filter: PaymentFilter,
): Promise<PaymentSum[]> {
  const rows = await sql<Stored<PaymentSum>[]>`
    select a.currency, e.kind, count(*) as count, sum(e.amount) as amount ${matching(sql, siteId, filter)}
     group by 1, 2 order by 1, 2`;
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}
