import type { FormState, PageContent } from '../../web/page.js';
import { field, Field, Form } from '../../web/parts/forms.js';

/** Asks for a link to choose a new password. */
export function forgotPage(slug: string): PageContent {
  const body = (
    <>
      <h1>Forgot your password?</h1>
      <p class="lead">
        Enter your email. If it belongs to a user of <strong>{slug}</strong>, you get an email with a link.
      </p>
      <Form action={`/sites/${slug}/forgot`}>
        <Field
          name="email"
          label="Email"
          type="email"
          autocomplete="username"
          required
          autofocus
          maxlength={300}
        />
        <div class="actions">
          <button type="submit" class="first">
            Send link
          </button>
          <a href={`/sites/${slug}/login`}>Back to login</a>
        </div>
      </Form>
    </>
  );
  return { title: 'Forgot your password?', body, alone: true };
}

/** The page is the same whether the address has a login or not. */
export function linkSentPage(slug: string): PageContent {
  const body = (
    <>
      <h1>Check your email</h1>
      <p class="lead">
        If there is a login with this address, you get an email with a link. The link works once, for one
        hour.
      </p>
      <p>
        <a href={`/sites/${slug}/login`}>Back to login</a>
      </p>
    </>
  );
  return { title: 'Check your email', body, alone: true };
}

/** The holder of the link chooses a password. */
export function linkPage(
  slug: string,
  token: string,
  holder: { readonly purpose: string; readonly name: string; readonly email: string },
  state: FormState,
): PageContent {
  const isImpersonationCodeValid = holder.purpose === 'invitation';
  const title = isImpersonationCodeValid ? `Welcome, ${holder.name}` : 'Choose a new password';
  const body = (
    <>
      <h1>{title}</h1>
      <p class="lead">
        {isImpersonationCodeValid ? 'Choose a password to log in as ' : 'You log in as '}
        <strong>{holder.email}</strong>.
      </p>
      <Form action={`/sites/${slug}/link/${token}`} state={state}>
        {field(state, 'password', 'Password', {
          type: 'password',
          autocomplete: 'new-password',
          required: true,
          autofocus: true,
          maxlength: 200,
          hint: 'At least ten characters. Several uncommon words make a good password.',
        })}
        <div class="actions">
          <button type="submit" class="first">
            Save password
          </button>
        </div>
      </Form>
    </>
  );
  return { title, body, alone: true };
}

/** A link that was used, has expired or never existed: the page is the same for all three. */
export function linkDeadPage(slug: string, detail: string): PageContent {
  const body = (
    <>
      <h1>This link does not work</h1>
      <p class="lead">{detail}</p>
      <div class="actions">
        <a class="button first" href={`/sites/${slug}/forgot`}>
          Request a new link
        </a>
        <a href={`/sites/${slug}/login`}>Go to login</a>
      </div>
    </>
  );
  return { title: 'This link does not work', body, status: 404, alone: true };
}
