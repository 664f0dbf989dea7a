import { type Refusal, refuse } from '../../core/values/refusal.js';
import type { Sql } from '../../platform/sql/sql.js';
import { findUser, type User } from '../../store/auth/users.js';

const NO_USER = refuse('not_found', 'User not found.');

/** A user of a site; another site's users are not found. */
export async function loadUser(
  { sql }: { readonly sql: Sql },
  siteId: string,
  userId: string,
): Promise<User | Refusal> {
  return (await findUser(sql, siteId, userId)) ?? NO_USER;
}
