import type { Instant } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { addKnownBrowser, isKnownBrowser, touchKnownBrowser } from '../../store/auth/logins.js';
import { digestOfSecret, isSecret, newSecret } from '../digest.js';

/** The digest of the browser's cookie if this person has logged in with it before. Null without a user. */
export async function findKnownBrowser(
  sql: Queryable,
  held: string | undefined,
  userId: string | null,
): Promise<string | null> {
  const id = held === undefined || !isSecret(held) ? null : digestOfSecret(held);
  return id !== null && (await isKnownBrowser(sql, id, userId)) ? id : null;
}

/** Records the browser of a user who just logged in. Returns its new cookie, or null to keep the one it has. */
export async function rememberBrowser(
  transaction: Queryable,
  browser: {
    readonly held: string | undefined;
    readonly known: string | null;
    readonly userId: string;
    readonly now: Instant;
  },
): Promise<string | null> {
  const { held, known, userId, now } = browser;
  if (known !== null) {
    await touchKnownBrowser(transaction, { id: known, userId, now });
    return null;
  }
  const secret = newSecret();
  const former = held === undefined || !isSecret(held) ? null : digestOfSecret(held);
  await addKnownBrowser(transaction, { id: digestOfSecret(secret), former, userId, now });
  return secret;
}
