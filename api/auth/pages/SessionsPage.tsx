import type { SessionShown } from '../../../src/auth/sessions/endSessions.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { User } from '../../../src/store/auth/users.js';
import type { FormState, PageContent } from '../../web/page.js';
import { ActionButton, field, Form, FormActions, OwnPassword } from '../../web/parts/forms.js';
import { browserText, counted, Head, Pill, When } from '../../web/parts/parts.js';

/** The user's own login: its sessions, email address, password and second factor. */
export function sessionsPage(
  { site, user, permissions }: Session,
  self: User,
  sessions: readonly SessionShown[],
): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const hasMorningList = permissions.has('accounts.read') && (site.hasChildren || !site.hasAccount);
  const others = sessions.filter(({ isThis }) => !isThis);
  const body = (
    <>
      <Head
        title={sessions.length === 1 ? '1 active session' : `${sessions.length} active sessions`}
        lead={`${user.name}, ${user.email}, ${user.group} of ${site.name}`}
      />
      <div class="actions">
        {others.length > 0 && <ActionButton action={`${base}/end-others`} label="End other sessions" />}
        <ActionButton action={`${base}/end-all`} label="Log out everywhere" danger />
      </div>
      <SessionTable base={base} sessions={sessions} />
      <section>
        <h2>Login</h2>
        <dl class="facts">
          <div>
            <dt>Email</dt>
            <dd>
              {user.email} <a href={`${base}/email`}>Change</a>
            </dd>
          </div>
          <div>
            <dt>Password</dt>
            <dd>
              <a href={`${base}/password`}>Change</a>
            </dd>
          </div>
          <div>
            <dt>Two-factor authentication</dt>
            <dd>
              {self.secondFactor ? <Pill tone="good">On</Pill> : <Pill tone="held">Off</Pill>}{' '}
              <a href={`${base}/second-factor`}>{self.secondFactor ? 'Turn off' : 'Set up'}</a>
            </dd>
          </div>
          {hasMorningList && (
            <div>
              <dt>Morning list by email</dt>
              <dd>
                {self.morningEmail ? <Pill tone="good">On</Pill> : <Pill tone="held">Off</Pill>}{' '}
                <a href={`/sites/${site.slug}/console/morning`}>Change</a>
              </dd>
            </div>
          )}
        </dl>
      </section>
    </>
  );
  return { title: counted(sessions.length, 'session', 'sessions'), body };
}

function SessionTable({
  base,
  sessions,
}: {
  readonly base: string;
  readonly sessions: readonly SessionShown[];
}) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Browser</th>
          <th scope="col">From</th>
          <th scope="col">Since</th>
          <th scope="col">Last seen</th>
          <th scope="col">
            <span class="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <tr>
            <td>
              <strong>{browserText(session.browser)}</strong>
              {session.isThis && (
                <>
                  {' '}
                  <Pill tone="good">This session</Pill>
                </>
              )}
              {session.impersonates && <span class="sub">impersonating in {session.site.name}</span>}
            </td>
            <td data-label="From">{session.address}</td>
            <td data-label="Since">
              <When at={session.createdAt} />
            </td>
            <td data-label="Last seen">
              <When at={session.lastSeenAt} />
            </td>
            <td class="does">
              {!session.isThis && (
                <ActionButton
                  action={`${base}/${session.handle}/end`}
                  label="End"
                  about={`on ${browserText(session.browser)} from ${session.address}`}
                  danger
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The form that changes the email address of the login. */
export function changeEmailPage({ site, user }: Session, state: FormState): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const body = (
    <>
      <Head
        title="Change your email"
        lead={`Current email: ${user.email}. Your other sessions end.`}
        up={{ href: base, label: 'Your login' }}
      />
      <Form action={`${base}/email`} state={state}>
        {field(state, 'email', 'New email', {
          type: 'email',
          autocomplete: 'email',
          required: true,
          maxlength: 254,
          hint: 'You log in with this address and get emails there.',
        })}
        <OwnPassword state={state} />
        <FormActions submit="Change email" back={base} />
      </Form>
    </>
  );
  return { title: 'Your email', body };
}

/** The form that changes the user's own password. */
export function passwordPage({ site }: Session, state: FormState): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const body = (
    <>
      <Head
        title="Change your password"
        lead="Your other sessions end."
        up={{ href: base, label: 'Your login' }}
      />
      <Form action={`${base}/password`} state={state}>
        {field(state, 'oldPassword', 'Current password', {
          type: 'password',
          autocomplete: 'current-password',
          required: true,
          maxlength: 1_000,
        })}
        {field(state, 'newPassword', 'New password', {
          type: 'password',
          autocomplete: 'new-password',
          required: true,
          maxlength: 200,
          hint: 'At least ten characters. Several uncommon words make a good password.',
        })}
        <FormActions submit="Change password" back={base} />
      </Form>
    </>
  );
  return { title: 'Change your password', body };
}
