import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { inTransaction } from '../../platform/sql/sql.js';
import { endAccess, replacePassword } from '../../store/auth/credentials.js';
import { endMailLinks } from '../../store/auth/mailLinks.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { checkNewPassword, hashPassword } from '../login/passwords.js';
import { proveSelf } from '../login/proveSelf.js';
import { prepareLoginNotice } from '../login/tellLoginChange.js';
import type { Visitor } from '../sessions/visitor.js';

const OVERTAKEN = refuse('conflict', 'The password was changed elsewhere just now.');

/** Gives somebody the password they want, if they know the one they have; their other sessions end, and a letter says so. */
export async function changePassword(
  context: AuthContext,
  visitor: Visitor,
  oldPassword: string,
  newPassword: string,
): Promise<'done' | Refusal> {
  const { id, email, name } = visitor.user;
  const proven = await proveSelf(context, visitor, oldPassword);
  if (isRefusal(proven)) return proven;
  const unfit = checkNewPassword(newPassword, [email, name]);
  if (unfit !== undefined) return { ...unfit, field: 'newPassword' };
  const after = await hashPassword(newPassword);
  const siteId = visitor.site.id;
  const notice = await prepareLoginNotice(context, siteId, visitor.user, 'password');
  const outcome = await inTransaction(context.sql, async (transaction) => {
    const isReplaced = await replacePassword(transaction, id, { before: proven.passwordHash, after });
    if (!isReplaced) return OVERTAKEN;
    await endMailLinks(transaction, id, context.now);
    await endAccess(transaction, id, { handle: visitor.handle });
    await insertAudit(transaction, context, { siteId, action: 'user.password', subject: `user/${id}` });
    await notice.keep(transaction);
    return 'done' as const;
  });
  if (outcome === 'done') notice.send();
  return outcome;
}
