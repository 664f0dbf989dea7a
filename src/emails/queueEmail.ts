import { encodeContent, type StoredContent } from '../../emails/content.js';
import type { UserEmailMessage } from '../../emails/users/userEmail.js';
import { newId } from '../platform/ids.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Queryable } from '../platform/sql/sql.js';
import { insertEmail } from '../store/emails/emails.js';
import { loadSharedEmailFields } from '../store/emails/userEmails.js';
import { sealedAt } from '../store/operations/sealed.js';
import { LINK_PLACEHOLDER } from './emailBody.js';

/** What storing an email needs of the caller's context. */
export interface QueueContext {
  readonly now: number;
  readonly wallNow: number;
  readonly secrets: Pick<SecretBox, 'seal'>;
}

/** The same for emails whose content has no link that logs a user in. */
type PlainContext = Pick<QueueContext, 'now' | 'wallNow'> & { readonly secrets?: QueueContext['secrets'] };

export interface QueuedEmail {
  /** Its subject, e.g. `receipt/<id>`; a second email with the same key is never stored. Never a secret. */
  readonly key: string;
  readonly accountId: string | null;
  /** The site whose users get it; left out of emails to a client. */
  readonly siteId?: string;
  readonly recipientAddress: string;
  readonly moreAddresses?: readonly string[];
  readonly content: StoredContent;
}

/**
 * Stores an email in the caller's transaction; the scheduler sends it. A link that logs a user in is sealed and stored
 * apart. False if an email with this key is stored already.
 */
export async function queueEmail(
  transaction: Queryable,
  { now, wallNow, secrets }: PlainContext,
  { content, ...email }: QueuedEmail,
): Promise<boolean> {
  const id = newId(now);
  const { kind, language, recipientName } = content;
  const common = { ...email, id, kind, language, recipientName, createdAt: now };
  if (!('link' in content)) {
    return insertEmail(transaction, { ...common, content: encodeContent(content) }, wallNow);
  }
  if (secrets === undefined) throw new Error(`an email of kind ${kind} has a link to seal`);
  const sealedLink = secrets.seal(content.link, sealedAt('link in an email', id));
  const stored = encodeContent({ ...content, link: LINK_PLACEHOLDER });
  return insertEmail(transaction, { ...common, content: stored, sealedLink }, wallNow);
}

/** The same for an email to a site's user, on the account that pays for the site if there is one. */
export async function queueUserEmail(
  transaction: Queryable,
  context: QueueContext,
  email: {
    readonly key: string;
    readonly siteId: string;
    readonly recipient: { readonly name: string; readonly address: string };
    readonly message: UserEmailMessage;
  },
): Promise<boolean> {
  const { key, siteId, recipient, message } = email;
  const { accountId, ...shared } = await loadSharedEmailFields(transaction, siteId);
  return queueEmail(transaction, context, {
    key,
    accountId,
    siteId,
    recipientAddress: recipient.address,
    content: { ...shared, recipientName: recipient.name, ...message },
  });
}
