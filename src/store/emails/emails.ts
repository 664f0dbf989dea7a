import type { Queryable } from '../../platform/sql/sql.js';

export interface NewEmail {
  readonly id: string;
  /** Derived from the email's subject matter; a second email with the same key is never stored. */
  readonly key: string;
  /** Null: about a site without an account that pays for it. */
  readonly accountId: string | null;
  /** The site whose users it is for; undefined for emails about an account's money. */
  readonly siteId?: string | null;
  readonly kind: string;
  readonly language: string;
  readonly recipientName: string;
  readonly recipientAddress: string;
  /** Further addresses of the same recipient. */
  readonly moreAddresses?: readonly string[];
  /** Its content, as JSON. */
  readonly content: string;
  /** The target of its link, sealed; null for an email without a link, or one that was sent or given up. */
  readonly sealedLink?: string | null;
  readonly createdAt: number;
}

/** An email, rendered. */
export interface Rendering {
  readonly subject: string;
  readonly html: string;
  readonly plain: string;
  /** The same for every attempt to send it. */
  readonly messageId: string;
}

export interface Email extends Omit<NewEmail, 'content'> {
  readonly siteId: string | null;
  readonly moreAddresses: readonly string[];
  /** Null once it is rendered. */
  readonly content: unknown;
  /** Null until it is rendered for sending. */
  readonly rendering: Rendering | null;
  /** Recipients that accepted it, and recipients that refused it permanently; the others are still pending. */
  readonly acceptedAddresses: readonly string[];
  readonly refusedAddresses: readonly string[];
  readonly sealedLink: string | null;
  readonly sentAt: number | null;
  readonly failedAt: number | null;
  readonly attempts: number;
  readonly lastError: string | null;
}

type EmailRow = Omit<Email, 'rendering'> & { readonly [Field in keyof Rendering]: Rendering[Field] | null };

function emailOf({ subject, html, plain, messageId, ...email }: EmailRow): Email {
  if (subject === null || html === null || plain === null || messageId === null) {
    return { ...email, rendering: null };
  }
  return { ...email, rendering: { subject, html, plain, messageId } };
}

/** Stores an email to be sent; false when one with this key exists. */
export async function insertEmail(sql: Queryable, email: NewEmail, retryAt: number): Promise<boolean> {
  const rows = await sql`
    insert into emails (id, key, account_id, site_id, kind, language, recipient_name, recipient_address,
           more_addresses, content, sealed_link, created_at, retry_at)
    values (${email.id}, ${email.key}, ${email.accountId}, ${email.siteId ?? null}, ${email.kind},
            ${email.language}, ${email.recipientName}, ${email.recipientAddress},
            ${(email.moreAddresses ?? []) as string[]}, ${email.content}::text::jsonb, ${email.sealedLink ?? null},
            ${email.createdAt}, ${retryAt})
    on conflict (key) do nothing returning id`;
  return rows.length > 0;
}

/** The longest lease, or pause between two attempts. A later end was written before the clock was put back. */
const LEASE_MS_MAX = 2 * 60_000;
const PUT_OFF_MS_MAX = 35 * 60_000;

const isFree = (sql: Queryable, wallNow: number) =>
  sql`(leased_until is null or leased_until <= ${wallNow} or leased_until > ${wallNow + LEASE_MS_MAX})`;

/**
 * Leases an email for sending. If the sender dies, another may take it after the lease, with the same Message-ID.
 * Undefined when it is sent, given up or leased by another process.
 */
export async function leaseEmail(
  sql: Queryable,
  key: string,
  wallNow: number,
  leaseUntil: number,
): Promise<Email | undefined> {
  const [row] = await sql<EmailRow[]>`
    update emails set leased_until = ${leaseUntil}, attempts = attempts + 1
     where key = ${key} and sent_at is null and failed_at is null
       and ${isFree(sql, wallNow)}
     returning *`;
  return row && emailOf(row);
}

/**
 * Stores the rendered email in place of the content it was rendered from; false where the content is another by now: its
 * client was erased, or another process has rendered it.
 */
export async function updateRendering(
  sql: Queryable,
  { id, content }: Pick<Email, 'id' | 'content'>,
  rendering: Rendering,
): Promise<boolean> {
  const { subject, html, plain, messageId } = rendering;
  const rows = await sql`
    update emails set content = null, subject = ${subject}, html = ${html}, plain = ${plain}, message_id = ${messageId}
     where id = ${id} and content = ${sql.json(content as never)} returning id`;
  return rows.length > 0;
}

/** Keys of pending emails that are due at this wall-clock time: links that users wait for first, then the oldest. */
export async function listUnsent(sql: Queryable, wallNow: number, limit: number): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select key from emails
     where sent_at is null and failed_at is null
       and (retry_at <= ${wallNow} or retry_at > ${wallNow + PUT_OFF_MS_MAX}) and ${isFree(sql, wallNow)}
     order by sealed_link is null, retry_at, id limit ${limit}`;
  return rows.map((row) => row.key);
}

/**
 * The outcome of one attempt: the addresses that accepted it and those that never will, in addition to earlier
 * attempts.
 */
export interface Attempted {
  readonly id: string;
  readonly at: number;
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
  /** The mail server's responses to refused addresses. */
  readonly detail: string | null;
  /** Sent, given up, or to be retried for the remaining addresses. */
  readonly end: { readonly sentAt: number } | { readonly failedAt: number } | { readonly retryAt: number };
}

/** Records an attempt. The secret content of a finished email is deleted. */
export async function updateAttempt(sql: Queryable, attempt: Attempted): Promise<void> {
  const { id, accepted, refused, detail, end } = attempt;
  const isOver = !('retryAt' in end);
  await sql`
    update emails set leased_until = null, last_error = ${detail},
           accepted_at = coalesce(accepted_at, case when ${accepted.length > 0} then ${attempt.at}::timestamptz end),
           accepted_addresses = accepted_addresses || ${accepted as string[]}::text[],
           refused_addresses = refused_addresses || ${refused as string[]}::text[],
           sent_at = ${'sentAt' in end ? end.sentAt : null}::timestamptz,
           failed_at = ${'failedAt' in end ? end.failedAt : null}::timestamptz,
           retry_at = coalesce(${'retryAt' in end ? end.retryAt : null}::timestamptz, retry_at),
           sealed_link = case when ${isOver} then null else sealed_link end
     where id = ${id}`;
}

/** The sender of an email: the parent of the site it is for, or the account's tenant. */
export async function findEmailSender(
  sql: Queryable,
  email: Pick<Email, 'accountId' | 'siteId'>,
): Promise<{ name: string; email: string | null } | undefined> {
  const [row] = await sql<{ name: string; email: string | null }[]>`
    select name, nullif(settings->>'email', '') as email from sites
     where id = coalesce((select coalesce(s.parent_id, s.id) from sites s where s.id = ${email.siteId}),
                         (select a.site_id from accounts a where a.id = ${email.accountId}))`;
  return row;
}

export async function listEmails(
  sql: Queryable,
  page: { accountId: string; before?: string; limit: number },
): Promise<Email[]> {
  const rows = await sql<EmailRow[]>`
    select * from emails
     where account_id = ${page.accountId} and id < ${page.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
     order by id desc limit ${page.limit}`;
  return rows.map(emailOf);
}

/** One email about an account, or undefined. */
export async function findEmail(sql: Queryable, accountId: string, id: string): Promise<Email | undefined> {
  const [row] = await sql<EmailRow[]>`select * from emails where id = ${id} and account_id = ${accountId}`;
  return row && emailOf(row);
}

/** Unsent emails: the number pending, and the number given up. */
export async function countUnsent(sql: Queryable): Promise<{ waiting: number; failed: number }> {
  const [row] = await sql<{ waiting: number; failed: number }[]>`
    select (select count(*) from emails where sent_at is null and failed_at is null) as waiting,
           (select count(*) from emails where sent_at is null and failed_at is not null) as failed`;
  return { waiting: row?.waiting ?? 0, failed: row?.failed ?? 0 };
}
