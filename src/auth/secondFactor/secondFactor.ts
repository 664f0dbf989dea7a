import { Secret, TOTP } from 'otpauth';
import type { Queryable } from '../../platform/sql/sql.js';
import { type LoginUser, useRecoveryCode, useTotpStep } from '../../store/auth/logins.js';
import { sealedAt } from '../../store/operations/sealed.js';
import type { AuthContext } from '../context.js';
import { digestOfSecret } from '../digest.js';

const PERIOD_SECONDS = 30;

/** The codes of a second factor, in the standard form of all apps: six figures, half a minute each. */
export function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({
    issuer: 'Sitetab',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

/** The time step of a code, at most one early or late; undefined if it is wrong. */
export function stepOfCode(secret: string, code: string, wallNow: number): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = totpOf(secret).validate({ token, timestamp: wallNow, window: 1 });
  return delta === null ? undefined : Math.floor(wallNow / 1_000 / PERIOD_SECONDS) + delta;
}

/** The stored digest of a recovery code, the same for every way to type it. */
export function digestOfRecoveryCode(code: string): string {
  return digestOfSecret(code.toLowerCase().replace(/[^a-z0-9]/g, ''));
}

/** Uses up the code of a second factor, each once; false when it is invalid. */
export async function useCode(
  context: Pick<AuthContext, 'now' | 'wallNow' | 'secrets'>,
  transaction: Queryable,
  user: Pick<LoginUser, 'id'> & { readonly totpSealed: string },
  code: string,
): Promise<boolean> {
  const { now, wallNow, secrets } = context;
  const step = stepOfCode(secrets.open(user.totpSealed, sealedAt('second factor', user.id)), code, wallNow);
  if (step !== undefined) return useTotpStep(transaction, user.id, step);
  return useRecoveryCode(transaction, { userId: user.id, codeHash: digestOfRecoveryCode(code), now });
}
