import { transact } from '../../core/transact.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { listGroups } from '../../store/auth/groups.js';
import { listMorningReaders, setMorningEmail, type User } from '../../store/auth/users.js';
import { insertAudit } from '../../store/core/audit.js';
import type { AuthContext } from '../context.js';
import { permissionsOfGroup } from '../groups/groups.js';
import type { Session } from '../sessions/session.js';

/** Turns the morning list by email on or off for the logged-in user. */
export async function changeMorningEmail(
  context: AuthContext,
  session: Session,
  wanted: boolean,
): Promise<void> {
  const { id } = session.user;
  await transact(context.sql, async (transaction) => {
    if (!(await setMorningEmail(transaction, id, wanted))) return;
    await insertAudit(transaction, context, {
      siteId: session.site.id,
      action: 'user.morning-email',
      subject: `user/${id}`,
      after: { wanted },
    });
  });
}

/** The users of a tenant who want the morning list by email and may read its accounts. */
export async function findMorningReaders(
  sql: Queryable,
  siteId: string,
): Promise<Pick<User, 'id' | 'email' | 'name'>[]> {
  const readers = await listMorningReaders(sql, siteId);
  if (readers.length === 0) return [];
  const groups = await listGroups(sql, siteId);
  return readers.filter(({ group }) => permissionsOfGroup(group, groups).has('accounts.read'));
}
