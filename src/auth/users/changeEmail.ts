import { isRefusal, type Refusal } from '../../core/values/refusal.js';
import { inTransaction } from '../../platform/sql/sql.js';
import { endAccess } from '../../store/auth/credentials.js';
import { endMailLinks } from '../../store/auth/mailLinks.js';
import { lockPeople, updateUser } from '../../store/auth/users.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { EMAIL_TAKEN, readLoginEmail } from '../login/addLogin.js';
import { proveSelf } from '../login/proveSelf.js';
import { prepareLoginNotice } from '../login/tellLoginChange.js';
import type { Visitor } from '../sessions/visitor.js';

/**
 * Gives somebody another address to log in and be written to by, if they know their password. Their other sessions end,
 * links that went to the former address work no longer, and a letter to that address says what happened. Refused:
 * `invalid` for what is no address, `conflict` where somebody else of the site has it, and what proving oneself refuses.
 */
export async function changeEmail(
  context: AuthContext,
  visitor: Visitor,
  { email: written, password }: { readonly email: string; readonly password: string },
): Promise<'done' | Refusal> {
  const { id } = visitor.user;
  const email = readLoginEmail(written);
  if (isRefusal(email)) return email;
  const proven = await proveSelf(context, visitor, password);
  if (isRefusal(proven)) return proven;
  const siteId = visitor.site.id;
  const notice = await prepareLoginNotice(context, siteId, visitor.user, 'email');
  const outcome = await inTransaction(context.sql, async (transaction) => {
    await lockPeople(transaction, siteId);
    if (!(await updateUser(transaction, id, { email }))) return EMAIL_TAKEN;
    await endMailLinks(transaction, id, context.now);
    await endAccess(transaction, id, { handle: visitor.handle });
    const subject = `user/${id}`;
    await insertAudit(transaction, context, {
      siteId,
      action: 'user.email',
      subject,
      after: { email: 'changed' },
    });
    await notice.keep(transaction);
    return 'done' as const;
  });
  if (outcome === 'done') notice.send();
  return outcome;
}
