import { transact } from '../../core/transact.js';
import { listLostImpersonations } from '../../store/auth/impersonations.js';
import { removeOldFailures } from '../../store/auth/loginFailures.js';
import { removeOldBrowsers, removeOldEmailLinks, removeOldPendingLogins } from '../../store/auth/logins.js';
import { removeOldSessions } from '../../store/auth/sessions.js';
import type { AuthContext } from '../context.js';
import { auditImpersonationEnd } from '../sessions/endSessions.js';
import { FORGOTTEN_MS } from './throttle.js';

const DAY_MS = 86_400_000;
const BROWSER_MS = 400 * DAY_MS;
/** An expired link is kept for a while, so that its page can explain it. */
const LINK_MS = 30 * DAY_MS;
const SESSIONS_AT_ONCE = 500;

/**
 * Deletes expired sessions, unfinished logins, failures, links and unused browsers. Runs now and then. Each of these
 * expires without it; this only frees space.
 */
export async function forgetOldLogins(context: Pick<AuthContext, 'sql' | 'now'>): Promise<void> {
  const { sql, now } = context;
  await removeOldPendingLogins(sql, now);
  await removeOldFailures(sql, now - FORGOTTEN_MS);
  await removeOldEmailLinks(sql, now - LINK_MS);
  await removeOldBrowsers(sql, now - BROWSER_MS);
  while ((await forgetSessions(context)) === SESSIONS_AT_ONCE);
}

async function forgetSessions(context: Pick<AuthContext, 'sql' | 'now'>): Promise<number> {
  return transact(context.sql, async (transaction) => {
    const ended = await removeOldSessions(transaction, context.now, SESSIONS_AT_ONCE);
    const lost = await listLostImpersonations(transaction);
    await auditImpersonationEnd(transaction, context, [...ended, ...lost], 'ended');
    return ended.length;
  });
}
