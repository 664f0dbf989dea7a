import type { Sql } from '../../../../src/platform/sql/sql.js';
import type { Client } from '../population/client.js';
import type { KeptSite } from '../system/hosting.js';
import type { Journal } from '../population/journal.js';
import type { KeptMail, RemoteHosting, RemoteMail } from '../system/remote.js';

/** What is there at the end, as it lies in the database, at the hosting, in the mailbox and in the API's answers. */
export interface Evidence {
  readonly at: number;
  readonly entries: readonly FoundEntry[];
  readonly accounts: readonly FoundAccount[];
  readonly sites: readonly FoundSite[];
  readonly hosting: ReadonlyMap<string, KeptSite>;
  readonly emails: readonly FoundEmail[];
  readonly periods: readonly FoundPeriod[];
  readonly suspensions: readonly FoundSuspension[];
  readonly usage: readonly FoundUsage[];
  readonly sums: readonly { readonly currency: string; readonly sum: string }[];
  readonly outbox: number;
  readonly mails: readonly KeptMail[];
  /** Notices that count as sent without an email. */
  readonly unnotified: readonly { readonly accountId: string; readonly kind: string }[];
  /** What the API says of each account. */
  readonly shown: ReadonlyMap<string, ShownAccount>;
}

export interface ShownAccount {
  readonly balance: string;
  readonly state: string;
  /** The later of the limit date and the end of an exemption; infinite where there is no limit date. */
  readonly goesOnUntil: number;
  /** Infinite where there is none. */
  readonly limitDate: number;
}

export interface FoundEntry {
  readonly id: string;
  readonly accountId: string;
  readonly number: number;
  readonly kind: string;
  readonly amount: bigint;
  readonly balanceAfter: bigint;
  readonly description: string;
  readonly reference: string | null;
  readonly reverses: string | null;
  readonly taxes: string | null;
  readonly corrects: string | null;
  readonly postedAt: number;
  readonly line: string | null;
  readonly periodDate: string | null;
}

export interface FoundAccount {
  readonly id: string;
  readonly balance: bigint;
  readonly disputed: bigint;
  readonly lastNumber: number;
  readonly state: string;
  /** Its address has refused an email, so that it gets no notices. */
  readonly isUndeliverable: boolean;
  readonly creditLimit: bigint;
  readonly held: boolean;
  /** Until when an exemption holds; null: there is none. */
  readonly exemptUntil: number | null;
  /** The notices that count as sent: `week`, `day`. */
  readonly notified: readonly string[];
  /** When the plan it was moved to holds from, if it was. */
  readonly replacedFrom: string | null;
}

export interface FoundSite {
  readonly slug: string;
  readonly wanted: string;
  readonly isConfirmed: boolean;
}

export interface FoundEmail {
  readonly accountId: string | null;
  readonly key: string;
  readonly kind: string;
  /** Null until it is rendered. */
  readonly messageId: string | null;
  readonly isSent: boolean;
  readonly isRefused: boolean;
  /** It waited when a backup was taken, or its address had refused an earlier one: the mail server was not contacted. */
  readonly isPutAside: boolean;
  readonly createdAt: number;
}

export interface FoundPeriod {
  readonly accountId: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly settledAt: number;
  /** The number of the last entry of its statement. */
  readonly closing: number;
  /** Since when late usage of it is gathered; null where none is. */
  readonly lateSince: number | null;
}

export interface FoundSuspension {
  readonly id: string;
  readonly accountId: string;
  readonly reason: string;
  readonly since: number;
}

export interface FoundUsage {
  readonly slug: string;
  readonly day: string;
  readonly total: string;
}

export interface Sources {
  readonly sql: Sql;
  readonly client: Client;
  readonly receiver: Pick<RemoteHosting, 'refresh' | 'kept'>;
  readonly sink: Pick<RemoteMail, 'refresh'>;
  readonly journal: Journal;
  /** How many messages the sink had before. */
  readonly mailsBefore: number;
  /** The business's time; the machine's when left out. */
  readonly now?: () => number;
}

/** Gathers it; the database's part in one transaction, so that it is of one instant. */
export async function gather(sources: Sources): Promise<Evidence> {
  const { sql, client, receiver, sink, journal, mailsBefore, now = Date.now } = sources;
  const at = now();
  const shown = await askApi(client, journal);
  const kept = await sql.begin('isolation level repeatable read', async (transaction) =>
    readAll(transaction),
  );
  const [mails] = await Promise.all([sink.refresh(), receiver.refresh()]);
  const hosting = new Map(journal.lives.map(({ slug }) => [slug, receiver.kept(slug)]));
  return { at, ...kept, hosting, mails: mails.slice(mailsBefore), shown };
}

async function askApi(client: Client, { lives }: Journal): Promise<Evidence['shown']> {
  const shown = new Map<string, ShownAccount>();
  const askOne = async (accountId: string): Promise<void> => {
    const answer = await client.ask({ method: 'GET', path: `/v1/accounts/${accountId}` }, () => true);
    const { balance, state, limitDate, exemptUntil } = answer?.body ?? {};
    const limit = typeof limitDate === 'string' ? Date.parse(limitDate) : Infinity;
    const exempt = typeof exemptUntil === 'string' ? Date.parse(exemptUntil) : 0;
    shown.set(accountId, {
      balance: String(balance),
      state: String(state),
      goesOnUntil: Math.max(limit, exempt),
      limitDate: limit,
    });
  };
  await Promise.all(lives.flatMap(({ accountId }) => (accountId === null ? [] : [askOne(accountId)])));
  return shown;
}

type Reader = Pick<Sql, never> & ((parts: TemplateStringsArray, ...values: never[]) => Promise<unknown>);

async function readAll(sql: Reader): Promise<Omit<Evidence, 'at' | 'hosting' | 'mails' | 'shown'>> {
  const entries = (await sql`
    select id, account_id as "accountId", number::int, kind, amount::text, balance_after::text as "balanceAfter",
           description, reference, reverses, taxes, corrects, line, posted_at as "postedAt", period_date::text as "periodDate"
      from entries order by account_id, number`) as (Omit<FoundEntry, 'amount' | 'balanceAfter'> & {
    amount: string;
    balanceAfter: string;
  })[];
  const accounts = (await sql`
    select a.id, balance::text, disputed::text, last_number::int as "lastNumber", state,
           credit_limit::text as "creditLimit",
           exists (select from undeliverable_addresses u where u.account_id = a.id) as "isUndeliverable",
           exists (select from holds h where h.account_id = a.id and released_at is null) as held,
           (select max(until) from exemptions x where x.account_id = a.id and ended_at is null) as "exemptUntil",
           array(select kind from notices n where n.account_id = a.id and rearmed_at is null) as notified,
           (select max(from_date)::text from assignments s where s.account_id = a.id
             having count(*) > 1) as "replacedFrom"
      from accounts a`) as (Omit<FoundAccount, 'balance' | 'disputed' | 'creditLimit'> &
    Record<'balance' | 'disputed' | 'creditLimit', string>)[];
  return {
    entries: entries.map((row) => ({
      ...row,
      amount: BigInt(row.amount),
      balanceAfter: BigInt(row.balanceAfter),
    })),
    accounts: accounts.map((row) => ({
      ...row,
      balance: BigInt(row.balance),
      disputed: BigInt(row.disputed),
      creditLimit: BigInt(row.creditLimit),
    })),
    sites: (await sql`
      select slug, wanted_state as wanted, confirmed_generation = generation as "isConfirmed"
        from sites where account_id is not null`) as FoundSite[],
    emails: (await sql`
      select account_id as "accountId", key, kind, message_id as "messageId", sent_at is not null as "isSent",
             failed_at is not null as "isRefused", created_at as "createdAt",
             coalesce(failed_at is not null and (last_error like 'It waited when the backup%'
                      or last_error like 'Not sent because an earlier email was refused.%'), false) as "isPutAside"
        from emails`) as FoundEmail[],
    periods: (await sql`
      select account_id as "accountId", start_date::text as "startDate", end_date::text as "endDate",
             settled_at as "settledAt", closing_number::int as closing,
             late_since as "lateSince" from periods order by 1, 2`) as FoundPeriod[],
    suspensions: (await sql`
      select id, account_id as "accountId", reason, since from suspensions`) as FoundSuspension[],
    usage: (await sql`
      select s.slug, d.day::text, sum(d.total)::text as total
        from usage_days d join sites s on s.id = d.site_id group by s.slug, d.day`) as FoundUsage[],
    sums: (await sql`
      select currency, sum(amount)::text as sum from ledger_lines group by currency`) as {
      currency: string;
      sum: string;
    }[],
    unnotified: (await sql`
      select account_id as "accountId", kind from notices n
       where email_key not like 'restored/%' and not exists (select from emails l where l.key = n.email_key)`) as {
      accountId: string;
      kind: string;
    }[],
    outbox: ((await sql`select count(*)::int as count from outbox`) as { count: number }[])[0]?.count ?? 0,
  };
}
