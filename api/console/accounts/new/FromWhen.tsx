import type { FormState } from '../../../web/page.js';
import { Field } from '../../../web/parts/forms.js';

interface FromWhenProps {
  readonly state: FormState;
  /** How the form names the next period: "the next period, Sun 1 March". */
  readonly next: string;
}

/** When other plans take effect: from the next period, or from a chosen day. */
export function FromWhen({ state, next }: FromWhenProps) {
  const isDate = state.values['when'] === 'date';
  return (
    <>
      <fieldset>
        <legend>From</legend>
        <label class="choice">
          <input type="radio" name="when" value="period" checked={!isDate} />
          {next}
        </label>
        <label class="choice">
          <input type="radio" name="when" value="date" checked={isDate} />a date (splits the period)
        </label>
      </fieldset>
      <Field name="date" label="Date" type="date" state={state} />
    </>
  );
}
