import { type LetterSender, letterSenderOf } from '../../core/values/letterSender.js';
import { newId } from '../../platform/ids.js';
import type { SecretBox } from '../../platform/secretBox.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { sealedAt } from '../operations/sealed.js';
import type { SiteSettings } from '../sites/sites.js';
import { insertLetter } from './letters.js';

/**
 * Stands in a kept letter where its link belongs. Control characters are taken out of every name that gets into a
 * letter, so nobody can have the link put anywhere else.
 */
export const LINK_PLACEHOLDER = '\u0001link\u0001';

/** What a letter to a site's people says whatever it is about. */
export interface LetterFrame {
  /** As the account that pays for the site has them, or for the site above; English and UTC where none does. */
  readonly language: string;
  readonly timeZone: string;
  /** The site above speaks for its child sites, with its settings; a site without one for itself. */
  readonly sender: LetterSender;
  readonly siteName: string;
}

export async function readLetterFrame(sql: Queryable, siteId: string): Promise<LetterFrame> {
  const [row] = await sql<
    { language: string; time_zone: string; sender: string; settings: SiteSettings; site_name: string }[]
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
    timeZone: row.time_zone,
    sender: letterSenderOf(row.sender, row.settings),
    siteName: row.site_name,
  };
}

export interface KeptPeopleLetter {
  /** What it is about, e.g. `invitation/<id>`; a second letter with the same key is never kept. Never a secret. */
  readonly key: string;
  readonly siteId: string;
  readonly kind:
    'invitation' | 'password-reset' | 'impersonation' | 'upstream' | 'login-changed' | 'brake' | 'silence';
  readonly language: string;
  readonly recipient: { readonly name: string; readonly address: string };
  readonly rendered: { readonly subject: string; readonly html: string; readonly text: string };
  /** Where its link leads; kept sealed, and only until the letter is sent or given up. */
  readonly link?: string;
}

/** What keeping a letter takes of the caller's context. */
export interface KeepingContext {
  readonly now: number;
  readonly wallNow: number;
  readonly secrets: Pick<SecretBox, 'seal'>;
  /** What stands behind the @ of its Message-ID. */
  readonly mailDomain: string;
}

/**
 * Keeps a letter to one of a site's people in the caller's transaction, on the account that pays for the site if there
 * is one. False when one with this key is kept already.
 */
export async function keepPeopleLetter(
  sql: Queryable,
  context: KeepingContext,
  letter: KeptPeopleLetter,
): Promise<boolean> {
  const { key, siteId, kind, language, recipient, rendered, link } = letter;
  const [site] = await sql<
    { account_id: string | null }[]
  >`select account_id from sites where id = ${siteId}`;
  const id = newId(context.now);
  return insertLetter(
    sql,
    {
      id,
      key,
      accountId: site?.account_id ?? null,
      siteId,
      kind,
      language,
      recipientName: recipient.name,
      recipientAddress: recipient.address,
      subject: rendered.subject,
      html: rendered.html,
      plain: rendered.text,
      sealedLink: link === undefined ? null : context.secrets.seal(link, sealedAt('link in a letter', id)),
      messageId: messageIdOf(key, context.mailDomain),
      createdAt: context.now,
    },
    context.wallNow,
  );
}

/** How many invitations a site has sent since then. The ids of letters are in the order of their times. */
export async function countInvitations(sql: Queryable, siteId: string, since: number): Promise<number> {
  const [row] = await sql<{ letters: number }[]>`
    select count(*) as letters from letters
     where site_id = ${siteId} and id > ${newId(since)} and kind = 'invitation'`;
  return row?.letters ?? 0;
}

/** Comes from the letter's key, so that every attempt to send it carries the same. */
export function messageIdOf(key: string, mailDomain: string): string {
  return `<${key.replaceAll('/', '.')}@${mailDomain}>`;
}
