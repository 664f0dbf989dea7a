import { transact } from '../../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { isId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { listGroups } from '../../store/auth/groups.js';
import { findUser, lockUsers, type User } from '../../store/auth/users.js';
import { issueLogin, type PreparedLogin, prepareLogin, refuseEmail } from '../login/addLogin.js';
import {
  auditUserChange,
  type Manager,
  mayNameOwner,
  NO_USER,
  type UserContext,
  refuseControl,
  refuseManager,
} from './manager.js';

const CLAIMED = refuse('conflict', 'The invitation is already accepted.');
const DISABLED = refuse('conflict', 'This login is disabled.');

/** Sends the invitation again; the link in the former one stops working. */
export async function resendInvitation(
  context: UserContext,
  manager: Manager,
  userId: string,
): Promise<User | Refusal> {
  const user = isId(userId) ? await findUser(context.sql, context.siteId, userId) : undefined;
  const early = await refuseManager(context.sql, context, manager);
  if (early !== undefined) return early;
  if (user === undefined) return NO_USER;
  const login = await prepareLogin(context, manager, { ...user, password: undefined });
  if (isRefusal(login)) return login;
  return transact(context.sql, (transaction) => invite(transaction, context, manager, { userId, login }));
}

async function invite(
  transaction: Queryable,
  context: UserContext,
  manager: Manager,
  { userId, login }: { readonly userId: string; readonly login: PreparedLogin },
): Promise<User | Refusal> {
  const { siteId } = context;
  await lockUsers(transaction, siteId);
  const user = await findUser(transaction, siteId, userId);
  const groups = await listGroups(transaction, siteId);
  if (user === undefined) return NO_USER;
  const isOwnersParent = user.group === 'Owner' && mayNameOwner(manager);
  const refusal = isOwnersParent ? undefined : refuseControl(manager, user.group, groups);
  if (refusal !== undefined) return refusal;
  if (user.isClaimed) return CLAIMED;
  if (user.state === 'disabled') return DISABLED;
  const enough = await refuseEmail(transaction, context, userId, login);
  if (enough !== undefined) return enough;
  await issueLogin(transaction, context, user, login);
  await auditUserChange(transaction, context, manager, { action: 'user.invite', subject: `user/${userId}` });
  return user;
}
