import { transact } from '../../core/transact.js';
import { parseEmail } from '../../core/parseEmail.js';
import { isRefusal, type Refusal } from '../../core/values/refusal.js';
import { newId } from '../../platform/ids.js';
import type { EmailAddress } from '../../platform/mail/emailAddress.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { listGroups } from '../../store/auth/groups.js';
import {
  findUser,
  findUserByEmail,
  insertUser,
  lockUsers,
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

export interface UserInput extends NewUserInput {
  readonly group: string;
}

/**
 * Adds a user to a site. With a password they can log in at once; without one they get an invitation. An existing login
 * that is not claimed yet counts as the same user and gets the password, or a new invitation.
 */
export async function inviteUser(
  context: UserContext,
  manager: Manager,
  input: UserInput,
): Promise<User | Refusal> {
  if (input.group === 'Owner') return handOver(context, manager, input);
  const email = parseEmail(input.email);
  if (isRefusal(email)) return email;
  const { sql, siteId } = context;
  // Checked before the password is hashed, and again under the lock.
  const early =
    (await refuseManager(sql, context, manager)) ??
    refuseGrant(manager, input.group, await listGroups(sql, siteId));
  if (early !== undefined) return early;
  const login = await prepareLogin(context, manager, input);
  if (isRefusal(login)) return login;
  return transact(sql, (transaction) => addUser(transaction, context, manager, { ...input, email, login }));
}

interface Addition {
  readonly email: EmailAddress;
  readonly name: string;
  readonly group: string;
  readonly login: PreparedLogin;
}

async function addUser(
  transaction: Queryable,
  context: UserContext,
  manager: Manager,
  { email, name, group, login }: Addition,
): Promise<User | Refusal> {
  const { siteId, now } = context;
  await lockUsers(transaction, siteId);
  const groups = await listGroups(transaction, siteId);
  const refusal = (await refuseManager(transaction, context, manager)) ?? refuseGrant(manager, group, groups);
  if (refusal !== undefined) return refusal;
  const known = await findUserByEmail(transaction, siteId, email.canonical);
  if (known?.isClaimed === true) return EMAIL_TAKEN;
  const enough =
    (known && refuseControl(manager, known.group, groups)) ??
    (await refuseEmail(transaction, context, known?.id, login));
  if (enough !== undefined) return enough;
  if (known !== undefined) {
    await updateUser(transaction, known.id, { name, group, email });
    if (known.state === 'disabled') await setDisabled(transaction, known.id, null);
  }
  const id = known?.id ?? newId(now);
  if (known === undefined) {
    const row = { id, siteId, email: email.address, canonicalEmail: email.canonical, name, group };
    await insertUser(transaction, { ...row, passwordHash: null, createdAt: now });
  }
  await issueLogin(transaction, context, { id, name, email: email.address }, login);
  await auditUserChange(transaction, context, manager, {
    action: known === undefined ? 'user.create' : 'user.claim',
    subject: `user/${id}`,
    ...(known === undefined ? {} : { before: { group: known.group, state: known.state } }),
    after: { group, state: 'invitation' in login ? 'invited' : 'active' },
  });
  return (await findUser(transaction, siteId, id)) ?? NO_USER;
}
