import type { FormState } from '../../../site/page.js';
import { Field, isFor, Select, TextArea } from '../../../site/pages/forms.js';

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
            The same file twice, or one that overlaps another, posts nothing twice.
          </span>
        </div>
        <details class="fold" open={wasPasted || (state?.problems.length ?? 0) > 0}>
          <summary>Paste it instead, or say how to read it</summary>
          <TextArea name="csv" label="What stands in the file" state={state} rows={6} />
          <Field
            name="currency"
            label="Currency"
            state={state}
            maxlength={3}
            hint="Such as EUR; only where the statement names none and you keep accounts in several."
          />
          <Select
            name="amounts"
            label="Amounts without a minus"
            state={state}
            options={[
              { value: '', label: 'as the file shows' },
              { value: 'plus-in', label: 'came in' },
              { value: 'plus-out', label: 'went out' },
            ]}
          />
          <Select
            name="dateOrder"
            label="Days are written"
            state={state}
            options={[
              { value: '', label: 'as the file shows' },
              { value: 'dmy', label: 'day, month, year' },
              { value: 'mdy', label: 'month, day, year' },
              { value: 'ymd', label: 'year, month, day' },
            ]}
          />
          <Select
            name="decimalMark"
            label="Decimal mark"
            state={state}
            options={[
              { value: '', label: 'as the file shows' },
              { value: ',', label: 'a comma: 1.234,50' },
              { value: '.', label: 'a point: 1,234.50' },
            ]}
          />
          <Field
            name="incoming"
            label="Words that say that money came in"
            state={state}
            maxlength={200}
            hint="Only where a column says the direction in words that are not known; several with commas between."
          />
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
