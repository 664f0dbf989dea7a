import { type EmailSender, emailSenderOf } from '../../core/values/letterSender.js';
import { newId } from '../../platform/ids.js';
import type { SecretBox } from '../../platform/secretBox.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { sealedAt } from '../operations/sealed.js';
import type { SiteSettings } from '../sites/sites.js';
import { insertEmail } from './emails.js';

/**
 * Stands in a stored email where its link belongs. Control characters are removed from every name that gets into an
 * email, so a name cannot move the link.
 */
export const LINK_PLACEHOLDER = '\u0001link\u0001';

/** What an email to a site's users contains, whatever it is about. */
export interface SharedEmailFields {
  /** As the account that pays for the site has them, or for the parent site; English and UTC where none does. */
  readonly language: string;
  readonly timeZone: string;
  /** The parent site speaks for its child sites, with its settings; a site without one for itself. */
  readonly sender: EmailSender;
  readonly siteName: string;
}

export async function loadSharedEmailFields(sql: Queryable, siteId: string): Promise<SharedEmailFields> {
  const [row] = await sql<
    { language: string; timeZone: string; sender: string; settings: SiteSettings; siteName: string }[]
  >`
    select coalesce(a.language, pa.language, 'en') as language, coalesce(a.time_zone, pa.time_zone, 'UTC') as time_zone,
           coalesce(p.name, s.name) as sender, coalesce(p.settings, s.settings) as settings, s.name as site_name
      from sites s
      left join sites p on p.id = s.parent_id
      left join accounts a on a.id = s.account_id
      left join accounts pa on pa.id = p.account_id
     where s.id = ${siteId}`;
  if (row === undefined) throw new Error(`there is no site ${siteId}`);
  return {
    language: row.language,
    timeZone: row.timeZone,
    sender: emailSenderOf(row.sender, row.settings),
    siteName: row.siteName,
  };
}

export interface QueuedUserEmail {
  /** What it is about, e.g. `invitation/<id>`; a second email with the same key is never kept. Never a secret. */
  readonly key: string;
  readonly siteId: string;
  readonly kind:
    'invitation' | 'password-reset' | 'impersonation' | 'upstream' | 'login-changed' | 'breaker' | 'silence';
  readonly language: string;
  readonly recipient: { readonly name: string; readonly address: string };
  readonly rendered: { readonly subject: string; readonly html: string; readonly text: string };
  /** Where its link leads; kept sealed, and only until the email is sent or given up. */
  readonly link?: string;
}

/** What keeping an email takes of the caller's context. */
export interface QueueContext {
  readonly now: number;
  readonly wallNow: number;
  readonly secrets: Pick<SecretBox, 'seal'>;
  /** What stands behind the @ of its Message-ID. */
  readonly mailDomain: string;
}

/**
 * Keeps an email to one of a site's users in the caller's transaction, on the account that pays for the site if there
 * is one. False when one with this key is kept already.
 */
export async function queueUserEmail(
  sql: Queryable,
  context: QueueContext,
  email: QueuedUserEmail,
): Promise<boolean> {
  const { key, siteId, kind, language, recipient, rendered, link } = email;
  const [site] = await sql<{ accountId: string | null }[]>`select account_id from sites where id = ${siteId}`;
  const id = newId(context.now);
  return insertEmail(
    sql,
    {
      id,
      key,
      accountId: site?.accountId ?? null,
      siteId,
      kind,
      language,
      recipientName: recipient.name,
      recipientAddress: recipient.address,
      subject: rendered.subject,
      html: rendered.html,
      plain: rendered.text,
      sealedLink: link === undefined ? null : context.secrets.seal(link, sealedAt('link in an email', id)),
      messageId: messageIdOf(key, context.mailDomain),
      createdAt: context.now,
    },
    context.wallNow,
  );
}

/** How many invitations a site has sent since then. The ids of emails are in the order of their times. */
export async function countInvitations(sql: Queryable, siteId: string, since: number): Promise<number> {
  const [row] = await sql<{ emails: number }[]>`
    select count(*) as emails from emails
     where site_id = ${siteId} and id > ${newId(since)} and kind = 'invitation'`;
  return row?.emails ?? 0;
}

/** Comes from the email's key, so that every attempt to send it carries the same. */
export function messageIdOf(key: string, mailDomain: string): string {
  return `<${key.replaceAll('/', '.')}@${mailDomain}>`;
}
