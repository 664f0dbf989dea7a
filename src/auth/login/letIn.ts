import type { Instant } from '../../core/values/zone.js';
import { inTransaction, type Queryable } from '../../platform/sql/sql.js';
import {
  insertPendingLogin,
  type Login,
  type LoginUser,
  noteLogin,
  takePendingLogin,
} from '../../store/auth/logins.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { digestOfSecret, newSecret } from '../digest.js';
import { noteSteppingIn, prepareSteppingIn, type SteppingIn } from '../impersonation/impersonate.js';
import { takeCode } from '../secondFactor/secondFactor.js';
import { replaceSessions } from '../sessions/endSessions.js';
import { sessionIdsOf, startSession } from '../sessions/sessions.js';
import { findKnownBrowser, rememberBrowser } from './knownBrowsers.js';
import type { LoginOrigin, LoginOutcome } from './loginTypes.js';
import { clearCounters, type Counter, passCounters } from './throttle.js';

/** Somebody whose password was right. */
export interface Passed {
  readonly login: Login;
  readonly user: LoginUser;
  readonly stepsIn: boolean;
  readonly origin: LoginOrigin;
  readonly counters: readonly Counter[];
  /** The step before, when this is the second. */
  readonly pendingId?: string;
}

/** What others tried meanwhile blocks this one, too. */
interface Blocked {
  readonly until: Instant;
}

const PENDING_MS = 5 * 60_000;

/** Remembers that the password was right, for as long as it takes to look a code up. */
export async function askForCode(context: AuthContext, passed: Passed): Promise<LoginOutcome | Blocked> {
  const { sql, now } = context;
  const { login, user, stepsIn, counters } = passed;
  const pending = newSecret();
  return inTransaction(sql, async (transaction) => {
    const until = await passCounters(transaction, counters, now);
    if (until !== undefined) return { until };
    await insertPendingLogin(transaction, {
      id: digestOfSecret(pending),
      siteId: login.site.id,
      userId: user.id,
      credentialsVersion: user.credentialsVersion,
      stepsIn,
      expiresAt: now + PENDING_MS,
    });
    return { outcome: 'code', pending };
  });
}

/**
 * Lets somebody in, in one transaction: the counters as they are now, the second factor used up, former sessions of
 * this browser ended, the new session, what the logs of the sites say and, stepping in, the letter to the child's Owner.
 */
export async function letIn(
  context: AuthContext,
  passed: Passed,
  code: string,
): Promise<LoginOutcome | Blocked | 'wrong code'> {
  const { login, user, stepsIn } = passed;
  const stepping = stepsIn ? await prepareSteppingIn(context, login, user) : null;
  const outcome = await inTransaction(context.sql, async (transaction) => {
    const until = await passCounters(transaction, passed.counters, context.now);
    if (until !== undefined) return { until };
    if (!(await takesSecondStep(context, transaction, passed, code))) return 'wrong code';
    await clearCounters(transaction, passed.counters);
    return enter(context, transaction, passed, stepping);
  });
  const isIn = outcome !== 'wrong code' && 'outcome' in outcome;
  if (isIn && stepping !== null) stepping.letter.send();
  return outcome;
}

async function takesSecondStep(
  context: AuthContext,
  transaction: Queryable,
  { user, pendingId }: Passed,
  code: string,
): Promise<boolean> {
  const { totpSealed } = user;
  if (totpSealed !== null && !(await takeCode(context, transaction, { id: user.id, totpSealed }, code))) {
    return false;
  }
  return pendingId === undefined || takePendingLogin(transaction, pendingId);
}

async function enter(
  context: AuthContext,
  transaction: Queryable,
  { login, user, origin }: Passed,
  stepping: SteppingIn | null,
): Promise<LoginOutcome> {
  const { now, requestId } = context;
  const { site } = login;
  await replaceSessions(transaction, context, site.slug, sessionIdsOf(origin.current ?? {}));
  if (stepping !== null) await noteSteppingIn(transaction, context, stepping, origin.address);
  const kind = stepping === null ? 'own' : 'impersonation';
  const session = await startSession(
    transaction,
    kind,
    {
      siteId: site.id,
      userId: user.id,
      credentialsVersion: user.credentialsVersion,
      impersonationId: stepping?.id ?? null,
      address: origin.address,
      browser: origin.browser,
    },
    now,
  );
  if (stepping === null) {
    const by = { now, actor: `user/${user.id}`, ...(requestId !== undefined && { requestId }) };
    const subject = `session/${session.handle}`;
    await insertAudit(transaction, by, { siteId: site.id, action: 'session.start', subject });
  }
  await noteLogin(transaction, user.id, now);
  const known = await findKnownBrowser(transaction, origin.knownBrowser, user.id);
  const browser = { held: origin.knownBrowser, known, userId: user.id, now };
  const knownBrowser = await rememberBrowser(transaction, browser);
  return { outcome: 'in', kind, token: session.token, endsAt: session.endsAt, knownBrowser };
}
