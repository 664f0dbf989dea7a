import { refuse } from '../../core/values/refusal.js';
import type { Instant } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { endEmailLinks, insertEmailLink, type EmailLinkPurpose } from '../../store/auth/emailLinks.js';
import { LINK_PLACEHOLDER } from '../../store/emails/userEmails.js';
import { digestOfSecret, isSecret, newSecret } from '../digest.js';
import type { UserContext } from '../users/manager.js';
import { prepareEmail, siteUrlOf } from './prepareEmail.js';

const LIFE_MS: Readonly<Record<EmailLinkPurpose, number>> = {
  invitation: 7 * 24 * 3_600_000,
  'password-reset': 3_600_000,
};

/** Said of every link that does not work, whatever the reason. */
export const BAD_LINK = refuse(
  'not_found',
  'This link is no longer valid. Request a new link on the login page, or ask for a new invitation.',
);

/** What is kept of a link; nothing when the text can be no link of ours. */
export function linkIdOf(token: string): string | undefined {
  return isSecret(token) ? digestOfSecret(token) : undefined;
}

/** An email with a link, written before the transaction that keeps it. */
export interface PreparedLink {
  readonly id: string;
  readonly purpose: EmailLinkPurpose;
  readonly expiresAt: Instant;
  readonly keep: (transaction: Queryable, recipient: Recipient) => Promise<void>;
  /** Signals, after the commit, that the email may be sent. */
  readonly send: () => void;
}

interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

type LinkWords =
  | { readonly kind: 'invitation'; readonly groupName: string; readonly invitedBy: string | null }
  | { readonly kind: 'password-reset' };

/** Makes a link and writes its email; neither is anywhere before `keep`. */
export async function prepareLink(
  context: UserContext,
  recipientName: string,
  words: LinkWords,
): Promise<PreparedLink> {
  const { siteId, now } = context;
  const token = newSecret();
  const id = digestOfSecret(token);
  const expiresAt = now + LIFE_MS[words.kind];
  const siteUrl = await siteUrlOf(context, siteId);
  // The start of a digest names the email and gives nothing of the link away.
  const email = await prepareEmail(context, siteId, `${words.kind}/${id.slice(0, 32)}`, {
    ...words,
    recipientName,
    expiresAt,
    link: LINK_PLACEHOLDER,
  });
  return {
    id,
    purpose: words.kind,
    expiresAt,
    keep: async (transaction, recipient) => {
      await endEmailLinks(transaction, recipient.id, now);
      const { id: userId, name, address } = recipient;
      await insertEmailLink(transaction, { id, purpose: words.kind, userId, createdAt: now, expiresAt });
      await email.keep(transaction, { name, address }, `${siteUrl}/link/${token}`);
    },
    send: email.send,
  };
}
