import { transact } from '../../core/transact.js';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import { isId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { endImpersonations } from '../../store/auth/impersonations.js';
import { removePendingLogins } from '../../store/auth/logins.js';
import { listSessions, type SessionListed } from '../../store/auth/sessionList.js';
import {
  type EndedSession,
  removeImpersonationsBy,
  removeSessionByHandle,
  removeSessions,
  removeSessionsOf,
  type SessionFound,
} from '../../store/auth/sessions.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { LIFETIMES } from './lifetimes.js';
import type { Session } from './session.js';

type Ending = Pick<AuthContext, 'sql' | 'now' | 'requestId'>;

export interface SessionShown extends SessionListed {
  readonly isThis: boolean;
}

/** Whose sessions these are; under impersonation only the present one can be seen and ended. */
function actingUserId(session: Session): string {
  return session.impersonator?.id ?? session.user.id;
}

/** A user's sessions, impersonations of child sites included; an impersonator sees only that one. */
export async function loadSessions(
  context: Pick<AuthContext, 'sql' | 'now'>,
  session: Session,
): Promise<SessionShown[]> {
  const rows = await listSessions(context.sql, actingUserId(session), context.now);
  const shown = rows.map((row) => ({ ...row, isThis: row.handle === session.handle }));
  return session.impersonator === null ? shown : shown.filter(({ isThis }) => isThis);
}

/**
 * Logs out; an impersonator leaves. Logging out from one's own site also ends one's impersonations of its child sites.
 */
export async function endSession(context: Ending, session: Session): Promise<void> {
  await endThose(context, async (transaction) => {
    const below =
      session.impersonator === null ? await removeImpersonationsBy(transaction, session.user.id) : [];
    return [...below, ...(await removeSessionByHandle(transaction, actingUserId(session), session.handle))];
  });
}

/** Ends one of the user's own sessions, by its name in the list. */
export async function endSessionByHandle(
  context: Ending,
  session: Session,
  handle: string,
): Promise<Refusal | undefined> {
  const isTheirs = isId(handle) && (session.impersonator === null || handle === session.handle);
  const ended = isTheirs
    ? await endThose(context, (transaction) =>
        removeSessionByHandle(transaction, actingUserId(session), handle),
      )
    : [];
  return ended.length > 0 ? undefined : refuse('not_found', 'Session not found.');
}

/** Ends all other sessions. An impersonator has no other session here. */
export async function endOtherSessions(context: Ending, session: Session): Promise<void> {
  if (session.impersonator !== null) return;
  await endEverywhere(context, session, session.handle);
}

/** Ends all sessions. */
export async function endAllSessions(context: Ending, session: Session): Promise<void> {
  if (session.impersonator !== null) return endSession(context, session);
  await endEverywhere(context, session, null);
}

async function endEverywhere(context: Ending, session: Session, but: string | null): Promise<void> {
  await endThose(context, async (transaction) => {
    await removePendingLogins(transaction, session.user.id);
    return removeSessionsOf(transaction, session.user.id, but);
  });
}

async function endThose(
  context: Ending,
  remove: (transaction: Queryable) => Promise<EndedSession[]>,
): Promise<EndedSession[]> {
  return transact(context.sql, async (transaction) => {
    const ended = await remove(transaction);
    await auditEndedSessions(transaction, context, ended);
    return ended;
  });
}

/** Ends the sessions of a site that a browser held before its new login. */
export async function replaceSessions(
  transaction: Queryable,
  context: Pick<AuthContext, 'now' | 'requestId'>,
  slug: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length > 0)
    await auditEndedSessions(transaction, context, await removeSessions(transaction, slug, ids));
}

/** Logs that users ended their sessions. */
async function auditEndedSessions(
  transaction: Queryable,
  { now, requestId }: Pick<AuthContext, 'now' | 'requestId'>,
  ended: readonly EndedSession[],
): Promise<void> {
  for (const { siteId, userId, handle, impersonationId } of ended) {
    if (impersonationId !== null) continue;
    const by = { now, actor: `user/${userId}`, ...(requestId !== undefined && { requestId }) };
    await insertAudit(transaction, by, { siteId, action: 'session.end', subject: `session/${handle}` });
  }
  await auditImpersonationEnd(
    transaction,
    { now, ...(requestId !== undefined && { requestId }) },
    ended,
    'left',
  );
}

/**
 * Deletes a session that has expired, or whose user has lost what it depends on. Takes a pool, not a transaction, since
 * it runs during the request for a page.
 */
export async function endDeadSession(
  context: Pick<AuthContext, 'sql' | 'now'>,
  found: SessionFound,
): Promise<void> {
  await transact(context.sql, async (transaction) => {
    const ended = await removeSessions(transaction, found.site.slug, [found.id]);
    await auditImpersonationEnd(transaction, context, ended, 'ended');
  });
}

/** Ends sessions that depend on ended ones, and writes to both sites' logs. */
export async function auditImpersonationEnd(
  transaction: Queryable,
  context: Pick<AuthContext, 'now' | 'requestId'>,
  ended: readonly Pick<EndedSession, 'impersonationId'>[],
  reason: 'left' | 'ended',
): Promise<void> {
  const { now, requestId } = context;
  const { idleMs } = LIFETIMES.impersonation;
  const ids = ended.flatMap(({ impersonationId }) => (impersonationId === null ? [] : [impersonationId]));
  for (const over of await endImpersonations(transaction, ids, { at: now, reason, idleMs })) {
    const actor = reason === 'left' ? `user/${over.impersonatorId}` : 'system/sessions';
    const by = {
      now,
      actor,
      ...(reason === 'left' && { actedAs: `user/${over.viewedAs}` }),
      ...(requestId !== undefined && { requestId }),
    };
    const row = { action: 'impersonation.end', subject: `impersonation/${over.id}`, after: { reason } };
    await insertAudit(transaction, by, { ...row, siteId: over.siteId });
    await insertAudit(transaction, by, { ...row, siteId: over.parentId });
  }
}
