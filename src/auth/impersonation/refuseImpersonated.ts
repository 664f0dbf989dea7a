import { transact } from '../../core/transact.js';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import type { Session } from '../sessions/session.js';

/**
 * Refuses an impersonator what is reserved for the site's own users, and logs the attempt on both sites. Undefined for
 * a user who is logged in as themselves.
 */
export async function refuseImpersonated(
  context: Pick<AuthContext, 'sql' | 'now' | 'requestId'>,
  session: Session,
  tried: { readonly method: string; readonly route: string },
): Promise<Refusal | undefined> {
  const { impersonator, actor, actedAs, site } = session;
  if (impersonator === null) return undefined;
  const { now, requestId } = context;
  const by = { now, actor, ...(actedAs && { actedAs }), ...(requestId && { requestId }) };
  const row = {
    action: 'impersonation.refused',
    subject: `impersonation/${impersonator.impersonationId}`,
    after: { site: site.slug, ...tried },
  };
  await transact(context.sql, async (transaction) => {
    await insertAudit(transaction, by, { ...row, siteId: site.id });
    if (site.parentId !== null) await insertAudit(transaction, by, { ...row, siteId: site.parentId });
  });
  return refuse('forbidden', 'An impersonator cannot do this. The attempt was logged.');
}
