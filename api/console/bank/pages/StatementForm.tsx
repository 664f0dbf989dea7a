import type { FormState } from '../../../web/page.js';
import { isFor, TextArea } from '../../../web/parts/forms.js';

interface StatementProps {
  readonly action: string;
  readonly state: FormState;
}

/** The form to upload or paste a statement. */
export function StatementForm({ action, state: all }: StatementProps) {
  const state = isFor(all, action) ? all : undefined;
  const wasPasted = typeof state?.values['csv'] === 'string' && state.values['csv'] !== '';
  return (
    <section>
      <h2>Import statement</h2>
      <form method="post" action={action} enctype="multipart/form-data" class="fields">
        {state?.complaint !== undefined && (
          <p class="flash bad" role="alert">
            {state.complaint}
          </p>
        )}
        <div class="field">
          <label for="file">File from your bank, up to 32 MB</label>
          <input type="file" id="file" name="file" aria-describedby="file-hint" />
          <span class="hint" id="file-hint">
            camt.053, camt.052, camt.054, OFX, MT940, also in a zip, or CSV. You see a preview before anything
            is posted. Importing a file twice does not post a payment twice.
          </span>
        </div>
        <details class="fold" open={wasPasted || (state?.problems.length ?? 0) > 0}>
          <summary>Paste text instead</summary>
          <TextArea name="csv" label="Content of the file" state={state} rows={6} />
        </details>
        <div class="actions">
          <button type="submit" class="first">
            Import statement
          </button>
        </div>
      </form>
    </section>
  );
}
