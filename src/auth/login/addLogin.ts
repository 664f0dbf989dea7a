import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { endAccess, setPassword } from '../../store/auth/credentials.js';
import { countEmailLinks, endEmailLinks } from '../../store/auth/emailLinks.js';
import { findUser } from '../../store/auth/users.js';
import { countInvitations } from '../../store/emails/userEmails.js';
import { type Invitation, queueLink } from '../emails/emailLinks.js';
import type { Manager, UserContext } from '../users/manager.js';
import { checkNewPassword, hashPassword } from './passwords.js';

/** A user to be given a login to a site. */
export interface NewUserInput {
  readonly email: string;
  readonly name: string;
  /** Left out: the user chooses it through a link in an email. */
  readonly password?: string | undefined;
}

/** A prepared login: the slow work is done, nothing is written yet. */
export type PreparedLogin = { readonly passwordHash: string } | { readonly invitation: Invitation };

export const EMAIL_TAKEN = refuse('conflict', 'is already a user of this site', 'email');

export async function prepareLogin(
  context: UserContext,
  manager: Manager,
  user: NewUserInput & { readonly group: string },
): Promise<PreparedLogin | Refusal> {
  const { password, name, email, group: groupName } = user;
  if (password === undefined) {
    const invitedBy = await nameOf(context, manager);
    return { invitation: { groupName, invitedBy } };
  }
  const refusal = checkNewPassword(password, [email, name]);
  return isRefusal(refusal) ? refusal : { passwordHash: await hashPassword(password) };
}

async function nameOf({ sql }: UserContext, { siteId, userId }: Manager): Promise<string | null> {
  return userId === null ? null : ((await findUser(sql, siteId, userId))?.name ?? null);
}

const HOUR_MS = 3_600_000;
/** The most emails a person gets in an hour, so that a mailbox cannot be flooded. */
const LINKS_MAX = 5;

/** The most invitations a site sends in an hour: users choose the recipients freely. */
const INVITATIONS_MAX = 100;

const ENOUGH = refuse('throttled', 'Too many emails to this user. Wait one hour.');
const ENOUGH_OF_SITE = refuse(
  'throttled',
  `A site can send ${INVITATIONS_MAX} invitations per hour. Wait one hour.`,
);

/**
 * Whether a person or a whole site has sent or received too many emails for now. Checked before any change, under the
 * lock of the site's users. `userId` is undefined for a person who is not a user yet.
 */
export async function refuseEmail(
  transaction: Queryable,
  { siteId, now }: UserContext,
  userId: string | undefined,
  login: PreparedLogin,
): Promise<Refusal | undefined> {
  if (!('invitation' in login)) return undefined;
  const since = now - HOUR_MS;
  if (userId !== undefined && (await countEmailLinks(transaction, userId, since)) >= LINKS_MAX) return ENOUGH;
  return (await countInvitations(transaction, siteId, since)) >= INVITATIONS_MAX ? ENOUGH_OF_SITE : undefined;
}

/** Gives an unclaimed login its password or its invitation; earlier links stop working. */
export async function issueLogin(
  transaction: Queryable,
  context: UserContext,
  user: { readonly id: string; readonly name: string; readonly email: string },
  login: PreparedLogin,
): Promise<void> {
  if ('invitation' in login) {
    return queueLink(transaction, context, user, { kind: 'invitation', ...login.invitation });
  }
  await setPassword(transaction, user.id, login.passwordHash);
  await endEmailLinks(transaction, user.id, context.now);
  await endAccess(transaction, user.id, null);
}
