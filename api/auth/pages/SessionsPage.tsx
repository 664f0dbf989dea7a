import type { SessionShown } from '../../../src/auth/sessions/endSessions.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { User } from '../../../src/store/auth/users.js';
import type { FormState, PageContent } from '../../web/page.js';
import { ActionButton, Field, Form, FormActions, OwnPassword } from '../../web/parts/forms.js';
import { browserText, counted, Head, Pill, When } from '../../web/parts/parts.js';

/** One's own login: from where one is logged in, and what proves who one is. */
export function sessionsPage(
  { site, user }: Session,
  self: User,
  sessions: readonly SessionShown[],
): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const others = sessions.filter(({ isThis }) => !isThis);
  const body = (
    <>
      <Head
        title={`You are logged in ${sessions.length === 1 ? 'here and nowhere else' : `in ${sessions.length} places`}`}
        lead={`${user.name}, ${user.email}, ${user.group} of ${site.name}`}
      />
      <div class="actions">
        {others.length > 0 && <ActionButton action={`${base}/end-others`} label="End the others" />}
        <ActionButton action={`${base}/end-all`} label="Log out everywhere" danger />
      </div>
      <SessionTable base={base} sessions={sessions} />
      <section>
        <h2>How you log in</h2>
        <dl class="facts">
          <div>
            <dt>E-mail</dt>
            <dd>
              {user.email} <a href={`${base}/email`}>Change it</a>
            </dd>
          </div>
          <div>
            <dt>Password</dt>
            <dd>
              <a href={`${base}/password`}>Change it</a>
            </dd>
          </div>
          <div>
            <dt>Second factor</dt>
            <dd>
              {self.secondFactor ? <Pill tone="good">On</Pill> : <Pill tone="held">Off</Pill>}{' '}
              <a href={`${base}/second-factor`}>{self.secondFactor ? 'Take it away' : 'Set one up'}</a>
            </dd>
          </div>
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
            <span class="hidden">What you can do</span>
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
                  <Pill tone="good">This one</Pill>
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
                  label="End it"
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

/** The form that changes the address one logs in by. */
export function changeEmailPage({ site, user }: Session, state: FormState): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const body = (
    <>
      <Head
        title="Change your e-mail"
        lead={`It is ${user.email} now. Every other session of yours ends with it.`}
        up={{ href: base, label: 'Your login' }}
      />
      <Form action={`${base}/email`} state={state}>
        <Field
          name="email"
          label="The new address"
          type="email"
          state={state}
          autocomplete="email"
          required
          maxlength={254}
          hint="From now on you log in by it, and emails go to it."
        />
        <OwnPassword state={state} />
        <FormActions submit="Change the e-mail" back={base} />
      </Form>
    </>
  );
  return { title: 'Your e-mail', body };
}

/** The form that changes one's own password. */
export function passwordPage({ site }: Session, state: FormState): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const body = (
    <>
      <Head
        title="Change your password"
        lead="Every other session of yours ends with it."
        up={{ href: base, label: 'Your login' }}
      />
      <Form action={`${base}/password`} state={state}>
        <Field
          name="oldPassword"
          label="The password you have"
          type="password"
          state={state}
          autocomplete="current-password"
          required
          maxlength={1_000}
        />
        <Field
          name="newPassword"
          label="The new one"
          type="password"
          state={state}
          autocomplete="new-password"
          required
          maxlength={200}
          hint="At least ten characters. A few words nobody would guess are better than signs and figures."
        />
        <FormActions submit="Change the password" back={base} />
      </Form>
    </>
  );
  return { title: 'Change your password', body };
}
