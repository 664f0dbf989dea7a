import type { FormState } from '../../../web/page.js';
import { isFor, TextArea } from '../../../web/parts/forms.js';

interface StatementProps {
  readonly action: string;
  readonly state: FormState;
}

/** Where a statement goes in, as a file or pasted. */
export function StatementForm({ action, state: all }: StatementProps) {
  const state = isFor(all, action) ? all : undefined;
  const wasPasted = typeof state?.values['csv'] === 'string' && state.values['csv'] !== '';
  return (
    <section>
      <h2>Take in a statement</h2>
      <form method="post" action={action} enctype="multipart/form-data" class="fields">
        {state?.complaint !== undefined && (
          <p class="flash bad" role="alert">
            {state.complaint}
          </p>
        )}
        <div class="field">
          <label for="file">The CSV your bank exports, up to 5 MB</label>
          <input type="file" id="file" name="file" accept=".csv,.txt,text/csv" aria-describedby="file-hint" />
          <span class="hint" id="file-hint">
            You see how it is understood before anything is posted. The same file twice posts nothing twice.
          </span>
        </div>
        <details class="fold" open={wasPasted || (state?.problems.length ?? 0) > 0}>
          <summary>Paste it instead</summary>
          <TextArea name="csv" label="What stands in the file" state={state} rows={6} />
        </details>
        <div class="actions">
          <button type="submit" class="first">
            Take it in
          </button>
        </div>
      </form>
    </section>
  );
}
