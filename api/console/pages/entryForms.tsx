import type { ExplainedEntry } from '../../../src/operations/index.js';
import { amountWords } from '../../charts/index.js';
import type { Shown } from '../../site/page.js';
import { Confirm, Field, Select, TextArea } from '../../site/pages/forms.js';
import type { ActView } from '../act.js';

/** "no. 41, Design: two landing pages, −12.00 EUR". */
function named({ entry }: ExplainedEntry): string {
  const { number, description, amount, currency } = entry;
  return `no. ${number}, ${description}, ${amountWords(amount, currency)} ${currency}`;
}

export function reversePage(view: ActView, explained: ExplainedEntry): Shown {
  const { account, action, state, back, key } = view;
  const { entry, taxes } = explained;
  const tax = taxes.length === 0 ? '' : ', and its tax with it';
  const body = (
    <Confirm
      question={`Reverse ${named(explained)}?`}
      effects={[
        `A new entry of ${amountWords(-entry.amount, entry.currency)} ${entry.currency} takes it back${tax}. Both stay in the books of ${account.name}.`,
        entry.kind === 'payment'
          ? 'The limit comes nearer by as much; the site is suspended if it is passed.'
          : 'The limit moves away by as much; a line of a plan that is reversed is not charged again.',
        'A reversal cannot be reversed.',
      ]}
      action={action}
      button="Reverse it"
      back={`${back}/entries/${entry.id}`}
      state={state}
    >
      <input type="hidden" name="key" value={key} />
      <Field
        name="reason"
        label="Why (optional)"
        state={state}
        hint="Stands in the reversal, and on the statement."
        maxlength={500}
        autocomplete="off"
      />
    </Confirm>
  );
  return { title: 'Reverse an entry', body };
}

export function disputePage(view: ActView, explained: ExplainedEntry): Shown {
  const { action, state, back } = view;
  const { entry } = explained;
  const body = (
    <Confirm
      question={`Mark ${named(explained)} as disputed?`}
      effects={[
        entry.amount < 0n
          ? 'Until it is resolved it does not count for the limit: nobody is suspended for what they contest.'
          : 'Until it is resolved it does not keep the site up: the money may have to be given back.',
        'The balance shows it as before.',
      ]}
      action={action}
      button="Mark as disputed"
      back={`${back}/entries/${entry.id}`}
      state={state}
    >
      <TextArea name="reason" label="What they say" state={state} />
    </Confirm>
  );
  return { title: 'Dispute an entry', body };
}

export function resolvePage(view: ActView, explained: ExplainedEntry): Shown {
  const { action, state, back } = view;
  const { entry } = explained;
  const body = (
    <Confirm
      question={`Resolve the dispute about ${named(explained)}?`}
      effects={['Dismissed: it counts again, as before.', 'Upheld: it is reversed, and its tax with it.']}
      action={action}
      button="Resolve it"
      back={`${back}/entries/${entry.id}`}
      state={state}
    >
      <Select
        name="outcome"
        label="Outcome"
        state={state}
        options={[
          { value: 'dismissed', label: 'dismissed: the entry stands' },
          { value: 'upheld', label: 'upheld: the entry is reversed' },
        ]}
      />
      <Field name="reason" label="Why (optional)" state={state} maxlength={500} autocomplete="off" />
    </Confirm>
  );
  return { title: 'Resolve a dispute', body };
}
