import { transact } from '../../core/transact.js';
import type { Refusal } from '../../core/values/refusal.js';
import { endAccess, setPassword } from '../../store/auth/credentials.js';
import {
  endEmailLinks,
  findEmailLink,
  type LinkHolder,
  consumeEmailLink,
} from '../../store/auth/emailLinks.js';
import { insertAudit } from '../../store/core/audit.js';
import { checkNewPassword, hashPassword } from '../login/passwords.js';
import { queueLoginChangeEmail } from './queueLoginChangeEmail.js';
import type { UserContext } from '../users/manager.js';
import { BAD_LINK, linkIdOf } from './emailLinks.js';

/** The purpose and the user of a link of this site. Every link that does not work gets the same refusal. */
export async function loadEmailLink(context: UserContext, token: string): Promise<LinkHolder | Refusal> {
  const { sql, siteId, now } = context;
  const id = linkIdOf(token);
  return (id === undefined ? undefined : await findEmailLink(sql, { id, siteId, now })) ?? BAD_LINK;
}

/**
 * Sets the password of the link's user; works once. Their sessions end and their second factor stays. If there was a
 * password before, an email reports the change. A refused password leaves the link valid.
 */
export async function useEmailLink(
  context: UserContext,
  token: string,
  newPassword: string,
): Promise<'done' | Refusal> {
  const { sql, siteId, now } = context;
  const holder = await loadEmailLink(context, token);
  if ('refused' in holder) return holder;
  const unfit = checkNewPassword(newPassword, [holder.email, holder.name]);
  if (unfit !== undefined) return unfit;
  const passwordHash = await hashPassword(newPassword);
  const { userId, purpose } = holder;
  return transact(sql, async (transaction) => {
    const id = linkIdOf(token) ?? '';
    const isStill = await findEmailLink(transaction, { id, siteId, now });
    if (isStill === undefined || !(await consumeEmailLink(transaction, id, now))) return BAD_LINK;
    await setPassword(transaction, userId, passwordHash);
    await endEmailLinks(transaction, userId, now);
    await endAccess(transaction, userId, null);
    const by = { ...context, actor: `user/${userId}` };
    const after = { by: purpose };
    await insertAudit(transaction, by, { siteId, action: 'user.password', subject: `user/${userId}`, after });
    if (purpose === 'password-reset') {
      await queueLoginChangeEmail(transaction, context, siteId, holder, 'password');
    }
    return 'done' as const;
  });
}
