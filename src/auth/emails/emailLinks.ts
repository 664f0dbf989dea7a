import { queueUserEmail } from '../../emails/queueEmail.js';
import { refuse } from '../../core/values/refusal.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { endEmailLinks, insertEmailLink, type EmailLinkPurpose } from '../../store/auth/emailLinks.js';
import { findSite } from '../../store/sites/sites.js';
import type { AuthContext } from '../context.js';
import { digestOfSecret, isSecret, newSecret } from '../digest.js';
import type { UserContext } from '../users/manager.js';

const LIFE_MS: Readonly<Record<EmailLinkPurpose, number>> = {
  invitation: 7 * 24 * 3_600_000,
  'password-reset': 3_600_000,
};

/** One message for every link that does not work, so that it reveals no reason. */
export const BAD_LINK = refuse(
  'not_found',
  'This link is no longer valid. Request a new link on the login page, or ask for a new invitation.',
);

/** The stored digest of a link; undefined if the text cannot be a link of ours. */
export function linkIdOf(token: string): string | undefined {
  return isSecret(token) ? digestOfSecret(token) : undefined;
}

interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface Invitation {
  readonly groupName: string;
  readonly invitedBy: string | null;
}

/** Creates a link for choosing a password and queues its email; earlier links stop working. */
export async function queueLink(
  transaction: Queryable,
  context: UserContext,
  { id: userId, name, email: address }: Recipient,
  message: ({ readonly kind: 'invitation' } & Invitation) | { readonly kind: 'password-reset' },
): Promise<void> {
  const { siteId, now: createdAt } = context;
  const { kind: purpose } = message;
  const token = newSecret();
  const id = digestOfSecret(token);
  const expiresAt = createdAt + LIFE_MS[purpose];
  await endEmailLinks(transaction, userId, createdAt);
  await insertEmailLink(transaction, { id, purpose, userId, createdAt, expiresAt });
  const link = `${await siteUrlOf(transaction, context, siteId)}/link/${token}`;
  await queueUserEmail(transaction, context, {
    // The start of a digest identifies the email and reveals nothing of the link.
    key: `${purpose}/${id.slice(0, 32)}`,
    siteId,
    recipient: { name, address },
    message: { ...message, expiresAt, link },
  });
}

/** The address of a site's pages, for links in emails. */
export async function siteUrlOf(
  sql: Queryable,
  { baseUrl }: Pick<AuthContext, 'baseUrl'>,
  siteId: string,
): Promise<string> {
  return `${baseUrl}/sites/${(await findSite(sql, siteId))?.slug ?? ''}`;
}
