import { Secret } from 'otpauth';
import { renderSVG } from 'uqr';
import { transact } from '../../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import {
  clearSecondFactor,
  confirmSecondFactor as saveSecondFactor,
  endAccess,
  findCredentials,
  proposeSecondFactor,
} from '../../store/auth/credentials.js';
import { replaceRecoveryCodes } from '../../store/auth/recoveryCodes.js';
import { insertAudit } from '../../store/core/audit.js';
import { sealedAt } from '../../store/operations/sealed.js';
import type { AuthContext } from '../context.js';
import { queueLoginChangeEmail } from '../emails/queueLoginChangeEmail.js';
import { verifyOwnPassword, refuseWhileImpersonated } from '../login/verifyOwnPassword.js';
import type { Session } from '../sessions/session.js';
import { newRecoveryCodes } from './recoveryCodes.js';
import { digestOfRecoveryCode, stepOfCode, totpOf } from './secondFactor.js';

/** What a user's phone gets, once; it takes effect when a code from it is confirmed. */
export interface SecondFactorOffer {
  /** In base32, for typing. */
  readonly secret: string;
  /** The same as a link for an app. */
  readonly uri: string;
  /** The same as a picture, in SVG. */
  readonly picture: string;
}

const HAS_ONE = refuse('conflict', 'Two-factor authentication is already on. Turn it off first.');
const HAS_NONE = refuse('conflict', 'Two-factor authentication is off.');
const NOT_BEGUN = refuse('conflict', 'The setup has expired. Start again.');
const WRONG_CODE = refuse('invalid', 'is not the current code', 'code');

/** Offers a second factor; a new offer replaces the former one. */
export async function startSecondFactor(
  { sql, secrets }: AuthContext,
  session: Session,
): Promise<SecondFactorOffer | Refusal> {
  const refusal = refuseWhileImpersonated(session);
  if (refusal !== undefined) return refusal;
  const { user, site } = session;
  const secret = new Secret({ size: 20 }).base32;
  const sealed = secrets.seal(secret, sealedAt('second factor', user.id));
  if (!(await proposeSecondFactor(sql, user.id, sealed))) return HAS_ONE;
  const uri = totpOf(secret, `${user.email} (${site.slug})`).toString();
  return { secret, uri, picture: renderSVG(uri, { border: 2 }) };
}

/**
 * Activates the offered second factor once a code proves that it works, and returns the recovery codes. They are shown
 * only here and stored as digests. Other sessions end, since they began without the factor.
 */
export async function confirmSecondFactor(
  context: AuthContext,
  session: Session,
  code: string,
): Promise<{ readonly recoveryCodes: readonly string[] } | Refusal> {
  const refusal = refuseWhileImpersonated(session);
  if (refusal !== undefined) return refusal;
  const { sql, now, wallNow, secrets } = context;
  const { id } = session.user;
  const { totpSealed: sealed = null, totpConfirmedAt = null } = (await findCredentials(sql, id)) ?? {};
  if (totpConfirmedAt !== null) return HAS_ONE;
  if (sealed === null) return NOT_BEGUN;
  const step = stepOfCode(secrets.open(sealed, sealedAt('second factor', id)), code, wallNow);
  if (step === undefined) return WRONG_CODE;
  const recoveryCodes = newRecoveryCodes();
  const siteId = session.site.id;
  return transact(sql, async (transaction) => {
    if (!(await saveSecondFactor(transaction, id, { sealed, at: now, step }))) return NOT_BEGUN;
    await replaceRecoveryCodes(transaction, id, recoveryCodes.map(digestOfRecoveryCode));
    await endAccess(transaction, id, { handle: session.handle });
    await insertAudit(transaction, context, { siteId, action: 'user.second-factor', subject: `user/${id}` });
    await queueLoginChangeEmail(transaction, context, siteId, session.user, 'second-factor');
    return { recoveryCodes };
  });
}

/** Removes a user's own second factor, after a check of their password. */
export async function stopSecondFactor(
  context: AuthContext,
  session: Session,
  password: string,
): Promise<'done' | Refusal> {
  const proven = await verifyOwnPassword(context, session, password);
  if (isRefusal(proven)) return proven;
  const { id } = session.user;
  const siteId = session.site.id;
  return transact(context.sql, async (transaction) => {
    if (!(await clearSecondFactor(transaction, id))) return HAS_NONE;
    await replaceRecoveryCodes(transaction, id, []);
    await endAccess(transaction, id, { handle: session.handle });
    await insertAudit(transaction, context, {
      siteId,
      action: 'user.second-factor-removed',
      subject: `user/${id}`,
    });
    await queueLoginChangeEmail(transaction, context, siteId, session.user, 'second-factor-removed');
    return 'done' as const;
  });
}
