import { type Refusal, refuse } from '../../core/values/refusal.js';
import { inTransaction } from '../../platform/sql/sql.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import type { Visitor } from '../sessions/visitor.js';

/**
 * Turns somebody who has stepped in away from what only the site's own people may do. That they tried stands in the
 * log of both sites. Nothing for a visitor who is there as themselves.
 */
export async function refuseImpersonated(
  context: Pick<AuthContext, 'sql' | 'now' | 'requestId'>,
  visitor: Visitor,
  tried: { readonly method: string; readonly route: string },
): Promise<Refusal | undefined> {
  const { impersonator, actor, actedAs, site } = visitor;
  if (impersonator === null) return undefined;
  const { now, requestId } = context;
  const by = { now, actor, ...(actedAs && { actedAs }), ...(requestId && { requestId }) };
  const row = {
    action: 'impersonation.refused',
    subject: `impersonation/${impersonator.impersonationId}`,
    after: { site: site.slug, ...tried },
  };
  await inTransaction(context.sql, async (transaction) => {
    await insertAudit(transaction, by, { ...row, siteId: site.id });
    if (site.parentId !== null) await insertAudit(transaction, by, { ...row, siteId: site.parentId });
  });
  return refuse('forbidden', 'Whoever has stepped in cannot do this; the attempt was written down.');
}
