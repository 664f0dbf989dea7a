import type { Queryable } from '../../platform/sql/sql.js';
import { queueUserEmail, loadSharedEmailFields } from '../../store/emails/userEmails.js';
import { findSite } from '../../store/sites/sites.js';
import type { AuthContext } from '../context.js';
import type { UserEmail } from './userMailer.js';

/** What is particular to a kind of email; what all emails share is read from the site. */
type UserEmailContent = UserEmail extends infer Email
  ? Email extends UserEmail
    ? Omit<Email, 'language' | 'timeZone' | 'sender' | 'siteName'>
    : never
  : never;

/** An email to one of a site's users, written before the transaction that keeps it. */
export interface PreparedEmail {
  /** With the link that stands in for LINK_PLACEHOLDER, where the email has one. */
  readonly keep: (
    transaction: Queryable,
    recipient: { readonly name: string; readonly address: string },
    link?: string,
  ) => Promise<void>;
  /** Signals, after the commit, that the email may be sent. */
  readonly send: () => void;
}

/** Writes an email, which takes time; under `key` it is kept once and never again. */
export async function prepareEmail(
  context: AuthContext,
  siteId: string,
  key: string,
  words: UserEmailContent,
): Promise<PreparedEmail> {
  const { sql, emails } = context;
  const shared = await loadSharedEmailFields(sql, siteId);
  const rendered = await emails.write({ ...shared, ...words });
  const written = { key, siteId, kind: words.kind, language: shared.language, rendered };
  return {
    keep: async (transaction, recipient, link) => {
      await queueUserEmail(
        transaction,
        { ...context, mailDomain: emails.mailDomain },
        { ...written, recipient, ...(link !== undefined && { link }) },
      );
    },
    send: () => {
      emails.queued(key);
    },
  };
}

/** Where a site's pages are, for the links of an email. */
export async function siteUrlOf(
  { sql, baseUrl }: Pick<AuthContext, 'sql' | 'baseUrl'>,
  siteId: string,
): Promise<string> {
  return `${baseUrl}/sites/${(await findSite(sql, siteId))?.slug ?? ''}`;
}
