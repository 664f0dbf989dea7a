import { transact } from '../../core/transact.js';
import { parseEmail } from '../../core/parseEmail.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { isId } from '../../platform/ids.js';
import type { Queryable, Sql } from '../../platform/sql/sql.js';
import { clearSecondFactor, endAccess } from '../../store/auth/credentials.js';
import { type Group, listGroups } from '../../store/auth/groups.js';
import { endEmailLinks } from '../../store/auth/emailLinks.js';
import { replaceRecoveryCodes } from '../../store/auth/recoveryCodes.js';
import {
  findUser,
  listUsers,
  lockUsers,
  setDisabled,
  updateUser,
  type User,
} from '../../store/auth/users.js';
import { queueLoginChangeEmail } from '../emails/queueLoginChangeEmail.js';
import { EMAIL_TAKEN } from '../login/addLogin.js';
import { handOver } from './handOver.js';
import {
  auditUserChange,
  type Manager,
  NO_USER,
  type UserContext,
  refuseControl,
  refuseGrant,
  refuseManager,
} from './manager.js';

/** A site's users, oldest first. */
export async function loadUsers(
  { sql }: { readonly sql: Sql },
  siteId: string,
  page: { readonly after?: string; readonly limit: number },
): Promise<User[]> {
  return listUsers(sql, { siteId, ...page });
}

export interface UserChange {
  readonly name?: string | undefined;
  readonly group?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** Only while the login is unclaimed. */
  readonly email?: string | undefined;
  /** Removes a lost second factor; only the users themselves can set one. */
  readonly secondFactor?: false | undefined;
}

const NOT_PARENTS = refuse(
  'forbidden',
  'The parent site can add users and change the Owner. It cannot change other users.',
);
const NOT_SELF = refuse('forbidden', 'You cannot change your own group, email or access.');
const ALONE = refuse('invalid', 'must be the only change', 'group');
const CLAIMED = refuse('conflict', 'can only be changed before the invitation is accepted', 'email');

/** Changes a user of a site in a group below the actor's own; actors change only their own name. */
export async function changeUser(
  context: UserContext,
  manager: Manager,
  userId: string,
  change: UserChange,
): Promise<User | Refusal> {
  if (!isId(userId)) return NO_USER;
  if (change.group === 'Owner') {
    const isAlone = isNothing({ ...change, group: undefined });
    return isAlone ? handOver(context, manager, userId) : ALONE;
  }
  return transact(context.sql, async (transaction) => {
    await lockUsers(transaction, context.siteId);
    const user = await findUser(transaction, context.siteId, userId);
    const groups = await listGroups(transaction, context.siteId);
    const early = await refuseManager(transaction, context, manager);
    if (early !== undefined) return early;
    if (user === undefined) return NO_USER;
    const refusal =
      refuseChange(manager, user, change, groups) ?? (await apply(transaction, context, user, change));
    if (refusal !== undefined) return refusal;
    if (isNothing(change)) return user;
    await auditChange(transaction, context, manager, user, change);
    if (change.secondFactor === false && user.secondFactor) {
      await queueLoginChangeEmail(transaction, context, context.siteId, user, 'second-factor-removed');
    }
    return (await findUser(transaction, context.siteId, userId)) ?? NO_USER;
  });
}

function isNothing(change: UserChange): boolean {
  return Object.values(change).every((value) => value === undefined);
}

function refuseChange(
  manager: Manager,
  user: User,
  { group, disabled, email, secondFactor }: UserChange,
  groups: readonly Group[],
): Refusal | undefined {
  if (manager.isParent) return NOT_PARENTS;
  if (manager.userId === user.id) {
    const isMore = [group, disabled, email, secondFactor].some((value) => value !== undefined);
    return isMore ? NOT_SELF : undefined;
  }
  const refusal = refuseControl(manager, user.group, groups);
  if (refusal !== undefined) return refusal;
  if (email !== undefined && user.isClaimed) return CLAIMED;
  return group === undefined || group === user.group ? undefined : refuseGrant(manager, group, groups);
}

async function apply(
  transaction: Queryable,
  context: UserContext,
  user: User,
  { name, group, disabled, email: written, secondFactor }: UserChange,
): Promise<Refusal | undefined> {
  const email = written === undefined ? undefined : parseEmail(written);
  if (isRefusal(email)) return email;
  const isUpdated = await updateUser(transaction, user.id, {
    ...(name === undefined ? {} : { name }),
    ...(group === undefined ? {} : { group }),
    ...(email === undefined ? {} : { email }),
  });
  if (!isUpdated) return EMAIL_TAKEN;
  const isTurned = disabled !== undefined && disabled !== (user.state === 'disabled');
  if (isTurned) {
    await setDisabled(transaction, user.id, disabled ? context.now : null);
    await endAccess(transaction, user.id, null);
  }
  if (secondFactor === false && (await clearSecondFactor(transaction, user.id))) {
    await replaceRecoveryCodes(transaction, user.id, []);
    await endAccess(transaction, user.id, null);
  }
  // A link that went to the former address, or to a disabled user, must not work.
  if (email !== undefined || isTurned) await endEmailLinks(transaction, user.id, context.now);
  return undefined;
}

async function auditChange(
  transaction: Queryable,
  context: UserContext,
  manager: Manager,
  user: User,
  { name, group, disabled, email, secondFactor }: UserChange,
): Promise<void> {
  await auditUserChange(transaction, context, manager, {
    action: 'user.change',
    subject: `user/${user.id}`,
    before: {
      ...(group === undefined ? {} : { group: user.group }),
      ...(disabled === undefined ? {} : { disabled: user.state === 'disabled' }),
      ...(secondFactor === undefined ? {} : { secondFactor: user.secondFactor }),
    },
    after: {
      ...(group === undefined ? {} : { group }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(name === undefined ? {} : { name: 'changed' }),
      ...(email === undefined ? {} : { email: 'changed' }),
      ...(secondFactor === undefined ? {} : { secondFactor }),
    },
  });
}
