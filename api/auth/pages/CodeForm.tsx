import type { PageContent } from '../../web/page.js';
import { Field } from '../../web/parts/forms.js';

interface CodeFormProps {
  readonly slug: string;
  readonly next?: string | undefined;
  readonly complaint?: string;
}

/** The second step of a login with a second factor. */
export function codeForm({ slug, next, complaint }: CodeFormProps): PageContent {
  const body = (
    <>
      <h1>One more step</h1>
      <p class="lead">Enter the six digits from your authenticator app, or a recovery code.</p>
      <form method="post" action={`/sites/${slug}/login/code`} class="fields">
        {complaint !== undefined && (
          <p class="flash bad" role="alert">
            {complaint}
          </p>
        )}
        {next !== undefined && <input type="hidden" name="next" value={next} />}
        <Field
          name="code"
          label="Code"
          autocomplete="one-time-code"
          inputmode="numeric"
          required
          autofocus
          maxlength={100}
        />
        <div class="actions">
          <button type="submit" class="first">
            Log in
          </button>
          <a href={`/sites/${slug}/login`}>Start again</a>
        </div>
      </form>
    </>
  );
  return { title: 'Second factor', body, alone: true };
}
