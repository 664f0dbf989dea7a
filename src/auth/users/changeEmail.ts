import { transact } from '../../core/transact.js';
import { parseEmail } from '../../core/parseEmail.js';
import { isRefusal, type Refusal } from '../../core/values/refusal.js';
import { endAccess } from '../../store/auth/credentials.js';
import { endEmailLinks } from '../../store/auth/emailLinks.js';
import { lockUsers, updateUser } from '../../store/auth/users.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { queueLoginChangeEmail } from '../emails/queueLoginChangeEmail.js';
import { EMAIL_TAKEN } from '../login/addLogin.js';
import { verifyOwnPassword } from '../login/verifyOwnPassword.js';
import type { Session } from '../sessions/session.js';

/**
 * Changes a user's address for logins and emails, if they know their password. Their other sessions end, links sent to
 * the former address stop working, and an email to that address reports the change. Refused: `invalid` for an invalid
 * address, `conflict` where another user of the site has it, and all refusals of the password check.
 */
export async function changeEmail(
  context: AuthContext,
  session: Session,
  { email: written, password }: { readonly email: string; readonly password: string },
): Promise<'done' | Refusal> {
  const { id } = session.user;
  const email = parseEmail(written);
  if (isRefusal(email)) return email;
  const proven = await verifyOwnPassword(context, session, password);
  if (isRefusal(proven)) return proven;
  const siteId = session.site.id;
  return transact(context.sql, async (transaction) => {
    await lockUsers(transaction, siteId);
    if (!(await updateUser(transaction, id, { email }))) return EMAIL_TAKEN;
    await endEmailLinks(transaction, id, context.now);
    await endAccess(transaction, id, { handle: session.handle });
    const subject = `user/${id}`;
    await insertAudit(transaction, context, {
      siteId,
      action: 'user.email',
      subject,
      after: { email: 'changed' },
    });
    await queueLoginChangeEmail(transaction, context, siteId, session.user, 'email');
    return 'done' as const;
  });
}
