import type { PageContent } from '../../web/page.js';
import { Field } from '../../web/parts/forms.js';

interface LoginFormProps {
  readonly slug: string;
  /** Where to go after the login. */
  readonly next?: string | undefined;
  /** The previous input. */
  readonly email?: string | undefined;
  readonly complaint?: string;
}

/** The login form. It names no site details, so it is the same for a site that does not exist. */
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
          label="Email"
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
          <summary>Use a code</summary>
          <Field
            name="code"
            label="Two-factor code"
            autocomplete="one-time-code"
            inputmode="numeric"
            maxlength={100}
            hint="Optional. If your login needs a code, the next page asks for it."
          />
          <Field
            name="invitation"
            label="Invitation code"
            autocomplete="off"
            maxlength={100}
            hint="Only for impersonation with * before the email."
          />
        </details>
        <div class="actions">
          <button type="submit" class="first">
            Log in
          </button>
          <a href={`/sites/${slug}/forgot`}>Forgot your password?</a>
        </div>
      </form>
    </>
  );
  return { title: 'Log in', body, alone: true };
}
