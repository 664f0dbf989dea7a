import type { Instant } from '../../core/values/zone.js';
import { findLogin, findPendingLogin, type Login, type LoginUser } from '../../store/auth/logins.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { digestOfSecret, isSecret } from '../digest.js';
import { isImpersonationCodeValid } from '../impersonation/impersonate.js';
import { readIdentifier } from './identifier.js';
import { findKnownBrowser } from './knownBrowsers.js';
import { requestCode, completeLogin, type Passed } from './completeLogin.js';
import type { LoginAttempt, LoginOrigin, LoginOutcome, SecondStep } from './loginTypes.js';
import { verifyPassword } from './passwords.js';
import { blockOf, type Counter, countersOf, countFailure } from './throttle.js';

const REFUSED: LoginOutcome = { outcome: 'refused' };

/** The shape of a site's slug; any other text needs no query. */
const SLUG = /^[a-z0-9-]{1,63}$/;
const BUSY_SECONDS = 5;

/**
 * Logs a user in: one of the site's users or, with `*`, the Owner of the parent site. Every failure gets the same
 * response after the same work: one query, one comparison of passwords, one counted failure.
 */
export async function logIn(context: AuthContext, attempt: LoginAttempt): Promise<LoginOutcome> {
  const { sql, now } = context;
  const claim = readIdentifier(attempt.identifier);
  const slug = SLUG.test(attempt.slug) ? attempt.slug : '';
  const login = await findLogin(sql, { ...claim, slug });
  const user = login === undefined ? null : loginUserOf(login, claim.impersonates);
  const counters = await countersFor(context, attempt, {
    identifier: claim.countedAs,
    usersSiteId: (claim.impersonates ? login?.site.parentId : login?.site.id) ?? 'nobody',
    userId: user?.id ?? null,
  });
  const until = await blockOf(sql, counters, now);
  if (until !== undefined) return blocked(until, now);
  const verdict = await verifyPassword(user?.passwordHash ?? null, attempt.password);
  if (verdict === 'busy') return { outcome: 'blocked', retryAfterSeconds: BUSY_SECONDS };
  const failed = { login, user, impersonates: claim.impersonates, counters };
  if (verdict === 'wrong' || login === undefined || user === null) return refused(context, failed);
  if (claim.impersonates && !isImpersonationCodeValid(login.site, attempt.invitation))
    return refused(context, failed);
  const passed = { login, user, impersonates: claim.impersonates, origin: attempt, counters };
  return continueLogin(context, passed, attempt.code);
}

/** No user: no such login, an unclaimed one, a disabled one, or a child without an Owner to be viewed as. */
function loginUserOf(login: Login, impersonates: boolean): LoginUser | null {
  const { user, viewedAs } = login;
  if (user === null || user.passwordHash === null || user.isDisabled) return null;
  return impersonates && viewedAs === null ? null : user;
}

/** The second step of a login whose password was right, with the code of the second factor. */
export async function finishLogIn(context: AuthContext, step: SecondStep): Promise<LoginOutcome> {
  const { sql, now } = context;
  const id = isSecret(step.pending) && SLUG.test(step.slug) ? digestOfSecret(step.pending) : undefined;
  const pending = id === undefined ? undefined : await findPendingLogin(sql, { id, slug: step.slug, now });
  const user = pending === undefined ? null : loginUserOf(pending, pending.impersonates);
  if (id === undefined || pending === undefined || user === null) return REFUSED;
  const { impersonates } = pending;
  const counters = await countersFor(context, step, {
    identifier: user.canonicalEmail,
    usersSiteId: user.siteId,
    userId: user.id,
  });
  const until = await blockOf(sql, counters, now);
  if (until !== undefined) return blocked(until, now);
  const passed = { login: pending, user, impersonates, origin: step, counters, pendingId: id };
  return continueLogin(context, passed, step.code);
}

/** The password was right: requires the second factor where there is one, or checks it, and logs the user in. */
async function continueLogin(
  context: AuthContext,
  passed: Passed,
  code: string | undefined,
): Promise<LoginOutcome> {
  const given = code?.trim() ?? '';
  const asksForCode = passed.user.totpSealed !== null && given === '' && passed.pendingId === undefined;
  const outcome = await (asksForCode ? requestCode(context, passed) : completeLogin(context, passed, given));
  if (outcome === 'wrong code') return refused(context, passed);
  return 'until' in outcome ? blocked(outcome.until, context.now) : outcome;
}

async function countersFor(
  { sql }: AuthContext,
  { address, knownBrowser: held }: LoginOrigin,
  who: { readonly identifier: string; readonly usersSiteId: string; readonly userId: string | null },
): Promise<Counter[]> {
  const { identifier, usersSiteId, userId } = who;
  const knownBrowser = await findKnownBrowser(sql, held, userId);
  return countersOf({ address, identifier, usersSiteId, knownBrowser });
}

interface Failed {
  readonly login: Pick<Login, 'site'> | undefined;
  readonly user: Pick<LoginUser, 'id'> | null;
  readonly impersonates: boolean;
  readonly counters: readonly Counter[];
}

/** The log says who was meant, never what was typed: people type passwords into the wrong field. */
async function refused(context: AuthContext, { counters, ...failed }: Failed): Promise<LoginOutcome> {
  const { sql, now } = context;
  const until = await countFailure(sql, counters, now);
  if (until !== undefined) return blocked(until, now);
  await logFailure(context, failed);
  return REFUSED;
}

/** In the site's log; a failed impersonation is in the log of the parent site, too, whose Owner's password it tried. */
async function logFailure(
  { sql, now, requestId }: AuthContext,
  { login, user, impersonates }: Omit<Failed, 'counters'>,
): Promise<void> {
  if (login === undefined) return;
  const { id, parentId } = login.site;
  const by = { now, actor: 'nobody', ...(requestId !== undefined && { requestId }) };
  const row = impersonates
    ? { action: 'impersonation.failed', subject: `site/${id}` }
    : { action: 'session.failed', subject: `user/${user?.id ?? 'unknown'}` };
  await insertAudit(sql, by, { ...row, siteId: id });
  if (impersonates && parentId !== null) await insertAudit(sql, by, { ...row, siteId: parentId });
}

function blocked(until: Instant, now: Instant): LoginOutcome {
  return { outcome: 'blocked', retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1_000)) };
}
