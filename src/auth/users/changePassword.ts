import { transact } from '../../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { endAccess, replacePassword } from '../../store/auth/credentials.js';
import { endEmailLinks } from '../../store/auth/emailLinks.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { queueLoginChangeEmail } from '../emails/queueLoginChangeEmail.js';
import { checkNewPassword, hashPassword } from '../login/passwords.js';
import { verifyOwnPassword } from '../login/verifyOwnPassword.js';
import type { Session } from '../sessions/session.js';

const OVERTAKEN = refuse('conflict', 'The password was just changed in another session.');

/**
 * Changes a user's password, if they know the present one; their other sessions end, and an email reports the change.
 */
export async function changePassword(
  context: AuthContext,
  session: Session,
  oldPassword: string,
  newPassword: string,
): Promise<'done' | Refusal> {
  const { id, email, name } = session.user;
  const proven = await verifyOwnPassword(context, session, oldPassword);
  if (isRefusal(proven)) return proven;
  const unfit = checkNewPassword(newPassword, [email, name]);
  if (unfit !== undefined) return { ...unfit, field: 'newPassword' };
  const after = await hashPassword(newPassword);
  const siteId = session.site.id;
  return transact(context.sql, async (transaction) => {
    const isReplaced = await replacePassword(transaction, id, { before: proven.passwordHash, after });
    if (!isReplaced) return OVERTAKEN;
    await endEmailLinks(transaction, id, context.now);
    await endAccess(transaction, id, { handle: session.handle });
    await insertAudit(transaction, context, { siteId, action: 'user.password', subject: `user/${id}` });
    await queueLoginChangeEmail(transaction, context, siteId, session.user, 'password');
    return 'done' as const;
  });
}
