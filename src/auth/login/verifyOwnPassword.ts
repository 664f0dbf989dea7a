import { type Refusal, refuse } from '../../core/values/refusal.js';
import { type Credentials, findCredentials } from '../../store/auth/credentials.js';
import type { AuthContext } from '../context.js';
import { digestOfSecret } from '../digest.js';
import type { Session } from '../sessions/session.js';
import { verifyPassword } from './passwords.js';
import { blockOf, clearCounters, countFailure } from './throttle.js';

const IMPERSONATED = refuse('forbidden', 'An impersonator cannot change a login.');
const WRONG = refuse('invalid', 'is incorrect', 'password');
const TOO_MANY = refuse('throttled', 'Too many attempts. Wait 15 minutes.');
const BUSY = refuse('throttled', 'Too many logins at the moment. Try again.');

const FREE_FAILURES = 5;

/** Refuses impersonators: only users change their own login. */
export function refuseWhileImpersonated({ impersonator }: Session): Refusal | undefined {
  return impersonator === null ? undefined : IMPERSONATED;
}

/** A user with a verified password. Changing a login requires it, since an open session is not enough proof. */
export async function verifyOwnPassword(
  { sql, now }: AuthContext,
  session: Session,
  password: string,
): Promise<(Credentials & { readonly passwordHash: string }) | Refusal> {
  const refusal = refuseWhileImpersonated(session);
  if (refusal !== undefined) return refusal;
  const { id } = session.user;
  const counters = [{ key: digestOfSecret(`own-password/${id}`), free: FREE_FAILURES, isCleared: true }];
  if ((await blockOf(sql, counters, now)) !== undefined) return TOO_MANY;
  const credentials = await findCredentials(sql, id);
  const verdict = await verifyPassword(credentials?.passwordHash ?? null, password);
  if (verdict === 'busy') return BUSY;
  if (verdict === 'wrong' || credentials?.passwordHash == null) {
    return (await countFailure(sql, counters, now)) === undefined ? WRONG : TOO_MANY;
  }
  await clearCounters(sql, counters);
  return { ...credentials, passwordHash: credentials.passwordHash };
}
