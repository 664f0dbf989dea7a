import type { PageContent } from '../../web/page.js';
import { Field } from '../../web/parts/forms.js';

interface LoginFormProps {
  readonly slug: string;
  /** Where to go after it. */
  readonly next?: string | undefined;
  /** What was typed before. */
  readonly email?: string | undefined;
  readonly complaint?: string;
}

/** The way in. It says nothing of the site, so that it looks the same where there is none. */
export function loginForm({ slug, next, email, complaint }: LoginFormProps): PageContent {
  const body = (
    <>
      <h1>Log in</h1>
      <p class="lead">
        to <strong>{slug}</strong>
      </p>
      <form method="post" action={`/sites/${slug}/login`} class="fields">
        {complaint !== undefined && (
          <p class="flash bad" role="alert">
            {complaint}
          </p>
        )}
        {next !== undefined && <input type="hidden" name="next" value={next} />}
        <Field
          name="email"
          label="E-mail"
          value={email}
          autocomplete="username"
          inputmode="email"
          required
          autofocus={email === undefined}
          maxlength={300}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          autocomplete="current-password"
          required
          maxlength={1_000}
        />
        <details class="fold">
          <summary>I have a code to type in</summary>
          <Field
            name="code"
            label="Code of your second factor"
            autocomplete="one-time-code"
            inputmode="numeric"
            maxlength={100}
            hint="You can also leave this empty: if your login needs it, we ask."
          />
          <Field
            name="invitation"
            label="Invitation code"
            autocomplete="off"
            maxlength={100}
            hint="Only for the Owner of the parent site, who logs in with * before their email."
          />
        </details>
        <div class="actions">
          <button type="submit" class="first">
            Log in
          </button>
          <a href={`/sites/${slug}/forgot`}>Forgot the password?</a>
        </div>
      </form>
    </>
  );
  return { title: 'Log in', body, alone: true };
}
