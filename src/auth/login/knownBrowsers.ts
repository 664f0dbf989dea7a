import type { Instant } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { addKnownBrowser, isKnownBrowser, touchKnownBrowser } from '../../store/auth/logins.js';
import { digestOfSecret, isSecret, newSecret } from '../digest.js';

/** The digest of what a browser holds, if this very person logged in with it before. Asked for nobody, it is null. */
export async function findKnownBrowser(
  sql: Queryable,
  held: string | undefined,
  userId: string | null,
): Promise<string | null> {
  const id = held === undefined || !isSecret(held) ? null : digestOfSecret(held);
  return id !== null && (await isKnownBrowser(sql, id, userId)) ? id : null;
}

/** Knows the browser of somebody who just logged in. Returns what it is to hold, or null to keep what it holds. */
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
