import { transact } from '../../core/transact.js';
import { parseEmail } from '../../core/parseEmail.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { isId, newId } from '../../platform/ids.js';
import type { EmailAddress } from '../../platform/mail/emailAddress.js';
import type { Queryable } from '../../platform/sql/sql.js';
import {
  findOwner,
  findUser,
  findUserByEmail,
  insertUser,
  lockUsers,
  removeUnclaimedUser,
  setDisabled,
  updateUser,
  type User,
} from '../../store/auth/users.js';
import {
  EMAIL_TAKEN,
  issueLogin,
  type NewUserInput,
  type PreparedLogin,
  prepareLogin,
  refuseEmail,
} from '../login/addLogin.js';
import {
  auditUserChange,
  type Manager,
  mayNameOwner,
  NO_USER,
  type UserContext,
  refuseManager,
} from './manager.js';

const NOT_YOURS = refuse('forbidden', 'Only the Owner of the parent site can change the Owner.');
const IS_OWNER = refuse('conflict', 'is already the Owner', 'email');
const DISABLED = refuse('conflict', 'This login is disabled. Enable it first.');

/** The new Owner: a user of the site by id, or a person by their address, who may be new to it. */
type Successor =
  | { readonly userId: string }
  | { readonly email: EmailAddress; readonly name: string; readonly login: PreparedLogin };

/**
 * Makes a user the Owner of a child site. The former Owner becomes an Administrator; one who never claimed the login is
 * deleted. A new or unclaimed user gets the password given here or an invitation.
 */
export async function handOver(
  context: UserContext,
  manager: Manager,
  to: string | NewUserInput,
): Promise<User | Refusal> {
  if (!mayNameOwner(manager)) return NOT_YOURS;
  const early = await refuseManager(context.sql, context, manager, 'owner.write');
  if (early !== undefined) return early;
  const successor = await prepareSuccessor(context, manager, to);
  if (isRefusal(successor)) return successor;
  return transact(context.sql, (transaction) => changeOwner(transaction, context, manager, successor));
}

async function prepareSuccessor(
  context: UserContext,
  manager: Manager,
  to: string | NewUserInput,
): Promise<Successor | Refusal> {
  if (typeof to === 'string') return isId(to) ? { userId: to } : NO_USER;
  const email = parseEmail(to.email);
  if (isRefusal(email)) return email;
  const login = await prepareLogin(context, manager, { ...to, group: 'Owner' });
  return isRefusal(login) ? login : { email, name: to.name, login };
}

async function changeOwner(
  transaction: Queryable,
  context: UserContext,
  manager: Manager,
  successor: Successor,
): Promise<User | Refusal> {
  const { siteId } = context;
  await lockUsers(transaction, siteId);
  const former = await findOwner(transaction, siteId);
  const known = await findSuccessor(transaction, siteId, successor);
  const refusal =
    (await refuseManager(transaction, context, manager, 'owner.write')) ??
    refuseSuccessor(successor, known, former?.id) ??
    ('login' in successor && known?.isClaimed !== true
      ? await refuseEmail(transaction, context, known?.id, successor.login)
      : undefined);
  if (refusal !== undefined) return refusal;
  const formerUser = former && (await findUser(transaction, siteId, former.id));
  if (formerUser !== undefined && formerUser.id !== known?.id)
    await demoteOwner(transaction, context, formerUser);
  const id = await promoteToOwner(transaction, context, successor, known);
  const user = await findUser(transaction, siteId, id);
  if (user === undefined) return NO_USER;
  if ('login' in successor && known?.isClaimed !== true) {
    await issueLogin(transaction, context, user, successor.login);
  }
  await auditUserChange(transaction, context, manager, {
    action: 'owner.change',
    subject: `user/${id}`,
    before: {
      owner: former === undefined ? null : `user/${former.id}`,
      claimed: formerUser?.isClaimed === true,
    },
    after: { owner: `user/${id}` },
  });
  return (await findUser(transaction, siteId, id)) ?? user;
}

async function findSuccessor(
  transaction: Queryable,
  siteId: string,
  successor: Successor,
): Promise<User | undefined> {
  return 'userId' in successor
    ? findUser(transaction, siteId, successor.userId)
    : findUserByEmail(transaction, siteId, successor.email.canonical);
}

function refuseSuccessor(
  successor: Successor,
  known: User | undefined,
  ownerId: string | undefined,
): Refusal | undefined {
  if ('userId' in successor) {
    if (known === undefined) return NO_USER;
    if (known.id === ownerId) return IS_OWNER;
  }
  if (known?.state === 'disabled') return DISABLED;
  if (known?.isClaimed !== true || 'userId' in successor) return undefined;
  if (known.id === ownerId) return IS_OWNER;
  // Only its user sets the password of a login in use.
  return 'passwordHash' in successor.login ? EMAIL_TAKEN : undefined;
}

async function demoteOwner(transaction: Queryable, context: UserContext, former: User): Promise<void> {
  if (!former.isClaimed && (await removeUnclaimedUser(transaction, former.id))) return;
  await updateUser(transaction, former.id, { group: 'Administrator' });
  // It stays only because the log names it, and cannot be claimed any more.
  if (!former.isClaimed) await setDisabled(transaction, former.id, context.now);
}

async function promoteToOwner(
  transaction: Queryable,
  context: UserContext,
  successor: Successor,
  known: User | undefined,
): Promise<string> {
  const { siteId, now } = context;
  if ('userId' in successor) {
    await updateUser(transaction, successor.userId, { group: 'Owner' });
    return successor.userId;
  }
  const { email, name } = successor;
  if (known !== undefined) {
    await updateUser(transaction, known.id, { group: 'Owner', ...(known.isClaimed ? {} : { name, email }) });
    return known.id;
  }
  const id = newId(now);
  const row = { id, siteId, email: email.address, canonicalEmail: email.canonical, name, group: 'Owner' };
  await insertUser(transaction, { ...row, passwordHash: null, createdAt: now });
  return id;
}
