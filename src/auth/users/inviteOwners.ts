import { isRefusal, type Refusal } from '../../core/values/refusal.js';
import { listUninvitedOwners } from '../../store/auth/users.js';
import { resendInvitation } from './invitations.js';
import { type Manager, type UserContext, refuseManager } from './manager.js';

/** The most invitations at a time; asking again sends the next ones. */
export const INVITED_AT_ONCE = 200;

/** How many Owners of child sites have neither a login nor a valid invitation; at most one more than are sent at once. */
export async function countUninvited({ sql, siteId, now }: UserContext): Promise<number> {
  const owners = await listUninvitedOwners(sql, { parentId: siteId, now, limit: INVITED_AT_ONCE + 1 });
  return owners.length;
}

/**
 * Sends an invitation to each Owner of a child site who has neither a login nor a valid invitation. Returns how many
 * were sent, and how many refused: those got too many emails within the hour.
 */
export async function inviteOwners(
  context: UserContext,
  manager: Manager,
): Promise<{ readonly sent: number; readonly refused: number } | Refusal> {
  const refusal = await refuseManager(context.sql, context, manager);
  if (refusal !== undefined) return refusal;
  const { sql, siteId: parentId, now } = context;
  let [sent, refused] = [0, 0];
  for (const { id, siteId } of await listUninvitedOwners(sql, { parentId, now, limit: INVITED_AT_ONCE })) {
    const user = await resendInvitation({ ...context, siteId }, { ...manager, isParent: true }, id);
    if (isRefusal(user)) refused += 1;
    else sent += 1;
  }
  return { sent, refused };
}
