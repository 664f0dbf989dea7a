import { transact } from '../../core/transact.js';
import type { Instant } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import {
  insertPendingLogin,
  type Login,
  type LoginUser,
  updateLastLogin,
  deletePendingLogin,
} from '../../store/auth/logins.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { digestOfSecret, newSecret } from '../digest.js';
import {
  startImpersonation,
  prepareImpersonation,
  type PreparedImpersonation,
} from '../impersonation/impersonate.js';
import { useCode } from '../secondFactor/secondFactor.js';
import { replaceSessions } from '../sessions/endSessions.js';
import { sessionIdsOf, startSession } from '../sessions/sessions.js';
import { findKnownBrowser, rememberBrowser } from './knownBrowsers.js';
import type { LoginOrigin, LoginOutcome } from './loginTypes.js';
import { clearCounters, type Counter, passCounters } from './throttle.js';

/** A user with a correct password. */
export interface Passed {
  readonly login: Login;
  readonly user: LoginUser;
  readonly impersonates: boolean;
  readonly origin: LoginOrigin;
  readonly counters: readonly Counter[];
  /** The first step, if this is the second. */
  readonly pendingId?: string;
}

/** Failures of concurrent attempts block this one as well. */
interface Blocked {
  readonly until: Instant;
}

const PENDING_MS = 5 * 60_000;

/** Stores that the password was correct until the code of the second factor is entered. */
export async function requestCode(context: AuthContext, passed: Passed): Promise<LoginOutcome | Blocked> {
  const { sql, now } = context;
  const { login, user, impersonates, counters } = passed;
  const pending = newSecret();
  return transact(sql, async (transaction) => {
    const until = await passCounters(transaction, counters, now);
    if (until !== undefined) return { until };
    await insertPendingLogin(transaction, {
      id: digestOfSecret(pending),
      siteId: login.site.id,
      userId: user.id,
      credentialsVersion: user.credentialsVersion,
      impersonates,
      expiresAt: now + PENDING_MS,
    });
    return { outcome: 'code', pending };
  });
}

/**
 * Logs a user in, in one transaction: checks the current counters, uses up the second factor, ends this browser's
 * former sessions, and writes the new session, the log rows of the sites and, for an impersonation, the email to the
 * child's Owner.
 */
export async function completeLogin(
  context: AuthContext,
  passed: Passed,
  code: string,
): Promise<LoginOutcome | Blocked | 'wrong code'> {
  const { login, user, impersonates } = passed;
  const impersonation = impersonates ? prepareImpersonation(context, login, user) : null;
  return transact(context.sql, async (transaction) => {
    const until = await passCounters(transaction, passed.counters, context.now);
    if (until !== undefined) return { until };
    if (!(await verifySecondStep(context, transaction, passed, code))) return 'wrong code';
    await clearCounters(transaction, passed.counters);
    return insertLoginSession(context, transaction, passed, impersonation);
  });
}

async function verifySecondStep(
  context: AuthContext,
  transaction: Queryable,
  { user, pendingId }: Passed,
  code: string,
): Promise<boolean> {
  const { totpSealed } = user;
  if (totpSealed !== null && !(await useCode(context, transaction, { id: user.id, totpSealed }, code))) {
    return false;
  }
  return pendingId === undefined || deletePendingLogin(transaction, pendingId);
}

async function insertLoginSession(
  context: AuthContext,
  transaction: Queryable,
  { login, user, origin }: Passed,
  impersonation: PreparedImpersonation | null,
): Promise<LoginOutcome> {
  const { now, requestId } = context;
  const { site } = login;
  await replaceSessions(transaction, context, site.slug, sessionIdsOf(origin.current ?? {}));
  if (impersonation !== null) await startImpersonation(transaction, context, impersonation, origin.address);
  const kind = impersonation === null ? 'own' : 'impersonation';
  const session = await startSession(
    transaction,
    kind,
    {
      siteId: site.id,
      userId: user.id,
      credentialsVersion: user.credentialsVersion,
      impersonationId: impersonation?.id ?? null,
      address: origin.address,
      browser: origin.browser,
    },
    now,
  );
  if (impersonation === null) {
    const by = { now, actor: `user/${user.id}`, ...(requestId !== undefined && { requestId }) };
    const subject = `session/${session.handle}`;
    await insertAudit(transaction, by, { siteId: site.id, action: 'session.start', subject });
  }
  await updateLastLogin(transaction, user.id, now);
  const known = await findKnownBrowser(transaction, origin.knownBrowser, user.id);
  const browser = { held: origin.knownBrowser, known, userId: user.id, now };
  const knownBrowser = await rememberBrowser(transaction, browser);
  return { outcome: 'in', kind, token: session.token, endsAt: session.endsAt, knownBrowser };
}
