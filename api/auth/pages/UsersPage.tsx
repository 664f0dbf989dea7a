import type { Session } from '../../../src/auth/sessions/session.js';
import type { User } from '../../../src/store/auth/users.js';
import type { FormState, PageContent } from '../../web/page.js';
import { ActionButton, field, Form, FormActions } from '../../web/parts/forms.js';
import { counted, Empty, Head, Pill, When } from '../../web/parts/parts.js';

/** The users of a site. */
export function usersPage(
  { site, permissions, user: self, impersonator }: Session,
  users: readonly User[],
): PageContent {
  const base = `/sites/${site.slug}/users`;
  const mayChange = permissions.has('users.write') && impersonator === null;
  const invited = users.filter(({ state }) => state === 'invited').length;
  const title = `${counted(users.length, 'user', 'users')} at ${site.name}`;
  const lead =
    invited === 0
      ? 'Logins are valid for this site only.'
      : `${counted(invited, 'open invitation', 'open invitations')}.`;
  const body = (
    <>
      <Head title={title} lead={lead} />
      {mayChange && (
        <div class="actions">
          <a class="button first" href={`${base}/invite`}>
            Invite user
          </a>
        </div>
      )}
      <UsersTable base={base} users={users} selfId={impersonator === null ? self.id : null} />
      {users.length === 1 && (
        <Empty>
          <p>
            You are the only user. Invite a bookkeeper to the group <strong>Billing</strong>, or a user with
            read access to <strong>Viewer</strong>. The permissions are on the page{' '}
            <a href={`/sites/${site.slug}/groups`}>Groups</a>.
          </p>
        </Empty>
      )}
    </>
  );
  return { title: 'Users', body };
}

interface UsersTableProps {
  readonly base: string;
  readonly users: readonly User[];
  readonly selfId: string | null;
}

function UsersTable({ base, users, selfId }: UsersTableProps) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Group</th>
          <th scope="col">Login</th>
          <th scope="col">Last logged in</th>
          <th scope="col">Two-factor authentication</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr>
            <td>
              <a href={`${base}/${user.id}`}>
                <strong>{user.name}</strong>
              </a>
              {user.id === selfId && ' (you)'}
              <span class="sub">{user.email}</span>
            </td>
            <td data-label="Group">{user.group}</td>
            <td data-label="Login">
              <StatePill user={user} />
            </td>
            <td data-label="Last logged in">
              {user.lastLoginAt === null ? <span class="quiet">never</span> : <When at={user.lastLoginAt} />}
            </td>
            <td data-label="Two-factor authentication">
              {user.secondFactor ? 'on' : <span class="quiet">off</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StatePill({ user: { state } }: { readonly user: User }) {
  if (state === 'disabled') return <Pill tone="bad">Disabled</Pill>;
  return state === 'invited' ? <Pill tone="warning">Invited</Pill> : <Pill tone="good">Active</Pill>;
}

/** The invitation form: address, name and group. */
export function invitePage({ site }: Session, groups: readonly string[], state: FormState): PageContent {
  const base = `/sites/${site.slug}/users`;
  const body = (
    <>
      <Head
        title="Invite user"
        lead={`The user gets an email with a link to choose a password. The link works once, for one week.`}
        up={{ href: base, label: 'Users' }}
      />
      {groups.length === 0 ? (
        <Empty>
          <p>There is no group below yours, so you cannot invite users.</p>
        </Empty>
      ) : (
        <Form action={`${base}/invite`} state={state}>
          {field(state, 'name', 'Name', { autocomplete: 'off', required: true, maxlength: 200 })}
          {field(state, 'email', 'Email', {
            type: 'email',
            autocomplete: 'off',
            required: true,
            maxlength: 300,
          })}
          {field(state, 'group', 'Group', {
            value: groups.at(-1),
            options: groups.map((group) => ({ value: group, label: group })),
            hint: (
              <>
                See the permissions on the page <a href={`/sites/${site.slug}/groups`}>Groups</a>.
              </>
            ),
          })}
          <FormActions submit="Send invitation" back={base} />
        </Form>
      )}
    </>
  );
  return { title: 'Invite user', body };
}

/** One user: their group and state, and the possible actions. */
export function userPage(
  session: Session,
  user: User,
  groups: readonly string[],
  state: FormState,
): PageContent {
  const { site, permissions, impersonator } = session;
  const base = `/sites/${site.slug}/users`;
  const isSelf = session.user.id === user.id;
  const isBelowMe = groups.includes(user.group);
  const mayChange = permissions.has('users.write') && impersonator === null && (isBelowMe || isSelf);
  const body = (
    <>
      <Head title={user.name} lead={user.email} up={{ href: base, label: 'Users' }} />
      <p>
        <StatePill user={user} />
      </p>
      <dl class="facts">
        <div>
          <dt>Group</dt>
          <dd>{user.group}</dd>
        </div>
        <div>
          <dt>Created</dt>
          <dd>
            <When at={user.createdAt} />
          </dd>
        </div>
        <div>
          <dt>Last logged in</dt>
          <dd>{user.lastLoginAt === null ? 'never' : <When at={user.lastLoginAt} />}</dd>
        </div>
        <div>
          <dt>Two-factor authentication</dt>
          <dd>{user.secondFactor ? 'on' : 'off'}</dd>
        </div>
      </dl>
      {state.complaint !== undefined && state.action !== `${base}/${user.id}` && (
        <p class="flash bad" role="alert">
          {state.complaint}
        </p>
      )}
      {mayChange ? (
        <UserActions path={`${base}/${user.id}`} user={user} groups={isSelf ? [] : groups} state={state} />
      ) : (
        <p class="quiet">{whyNot(session, user)}</p>
      )}
    </>
  );
  return { title: user.name, body };
}

function whyNot({ permissions, impersonator }: Session, user: User): string {
  if (impersonator !== null) return 'An impersonator cannot change users.';
  if (!permissions.has('users.write')) return 'Permission required: users.write.';
  if (user.group === 'Owner') return 'Only the Owner of the parent site can change the Owner.';
  return 'Your group does not manage the group of this user.';
}

interface UserActionsProps {
  readonly path: string;
  readonly user: User;
  readonly groups: readonly string[];
  readonly state: FormState;
}

function UserActions({ path, user, groups, state }: UserActionsProps) {
  return (
    <section>
      <h2>Change</h2>
      <Form action={path} state={state}>
        {field(state, 'name', 'Name', {
          value: user.name,
          required: true,
          maxlength: 200,
          autocomplete: 'off',
        })}
        {groups.length > 0 &&
          field(state, 'group', 'Group', {
            value: user.group,
            options: groups.map((group) => ({ value: group, label: group })),
          })}
        <button type="submit" class="first">
          Save
        </button>
      </Form>
      {groups.length > 0 && (
        <div class="actions">
          {user.state === 'invited' && (
            <ActionButton action={`${path}/invitation`} label="Send invitation again" />
          )}
          {user.state === 'disabled' ? (
            <ActionButton action={`${path}/enable`} label="Enable login" />
          ) : (
            <a class="button danger" href={`${path}/disable`}>
              Disable login
            </a>
          )}
        </div>
      )}
    </section>
  );
}
