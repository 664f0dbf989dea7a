import { createHash, randomBytes } from 'node:crypto';
import { transact } from '../../core/transact.js';
import { newId } from '../../platform/ids.js';
import type { Sql } from '../../platform/sql/sql.js';
import {
  type CalendarLink,
  findCalendarLink,
  insertCalendarLink,
  readCalendarLink,
  revokeCalendarLink,
} from '../../store/auth/calendarLinks.js';
import { lockUsers } from '../../store/auth/users.js';
import { type AuditOrigin, insertAudit } from '../../store/core/audit.js';
import { permissionsOfGroup } from '../groups/groups.js';
import { isPermission, type Permission } from '../groups/permissions.js';

/** What a calendar shows, its reader may see on pages. */
const NEEDS: Permission = 'accounts.read';
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

interface LinkOwner {
  readonly siteId: string;
  readonly userId: string;
}

/** The link of a user, without its secret; undefined if there is none. */
export async function loadCalendarLink(sql: Sql, userId: string): Promise<CalendarLink | undefined> {
  return findCalendarLink(sql, userId);
}

/** Makes the secret part of a user's calendar address. Their earlier one stops working. Only its digest is stored. */
export async function createCalendarLink(
  sql: Sql,
  by: AuditOrigin,
  { siteId, userId }: LinkOwner,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await transact(sql, async (transaction) => {
    // Of two requests at once, the second replaces the link of the first.
    await lockUsers(transaction, siteId);
    await revokeCalendarLink(transaction, userId, by.now);
    const id = newId(by.now);
    await insertCalendarLink(transaction, {
      id,
      siteId,
      userId,
      tokenHash: digestOf(token),
      createdAt: by.now,
    });
    await insertAudit(transaction, by, {
      siteId,
      action: 'calendar-link.create',
      subject: `calendar-link/${id}`,
    });
  });
  return token;
}

/** Ends a user's calendar link, if there is one. */
export async function endCalendarLink(
  sql: Sql,
  by: AuditOrigin,
  { siteId, userId }: LinkOwner,
): Promise<void> {
  await transact(sql, async (transaction) => {
    const id = await revokeCalendarLink(transaction, userId, by.now);
    if (id === undefined) return;
    await insertAudit(transaction, by, {
      siteId,
      action: 'calendar-link.revoke',
      subject: `calendar-link/${id}`,
    });
  });
}

/** The site whose calendar a link opens; undefined if it is unknown or revoked, or its user may not read accounts. */
export async function siteOfCalendarLink(sql: Sql, token: string, now: number): Promise<string | undefined> {
  if (!TOKEN.test(token)) return undefined;
  const reader = await readCalendarLink(sql, digestOf(token), now);
  if (reader === undefined) return undefined;
  const { siteId, group, groupPermissions } = reader;
  const custom = { name: group, permissions: groupPermissions.filter(isPermission) };
  return permissionsOfGroup(group, [custom]).has(NEEDS) ? siteId : undefined;
}

/** A token is 256 random bits, so a plain digest cannot be guessed. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
