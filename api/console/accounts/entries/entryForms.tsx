import { formatAmount, parseAmount } from '../../../../src/core/values/money.js';
import { isRefusal } from '../../../../src/core/values/refusal.js';
import type { ExplainedEntry } from '../../../../src/ledger/explainEntry.js';
import type { Refundable } from '../../../../src/payments/refundPayment.js';
import { PROVIDER_NAMES } from '../../../public/pay/providerNames.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Confirm, Field, Select, TextArea } from '../../../web/parts/forms.js';
import type { ActionView } from '../action.js';

/** "no. 41, Design: two landing pages, −12.00 EUR". */
function named({ entry }: ExplainedEntry): string {
  const { number, description, amount, currency } = entry;
  return `no. ${number}, ${description}, ${formatMoney(amount, currency)} ${currency}`;
}

/** Money that goes back the way it came. */
export function refundPage(
  view: ActionView,
  explained: ExplainedEntry,
  { provider, left }: Refundable,
): PageContent {
  const { account, action, state, back, key } = view;
  const { entry } = explained;
  const { currency } = entry;
  const name = PROVIDER_NAMES[provider];
  const whole = `${formatMoney(left, currency)} ${currency}`;
  const part =
    left < entry.amount
      ? `That is what is left of ${named(explained)}`
      : `That is the whole of ${named(explained)}`;
  const headroom = parseAmount(account.headroom, currency);
  const isPassed = !isRefusal(headroom) && headroom < left && account.state === 'active';
  const body = (
    <Confirm
      question={`Give ${account.name} up to ${whole} back by ${name}?`}
      effects={[
        `${part}. ${name} sends it to the card or bank account that it came from.`,
        `A refund is posted once ${name} says that the money is on its way; the balance falls by as much.`,
        isPassed
          ? `With the whole of it the limit is passed: ${sitesOf(account.sites)} suspended.`
          : 'The limit comes nearer by as much.',
        `It cannot be called back. No email is sent; it stands on the next statement, and in the log.`,
      ]}
      action={action}
      button={`Give it back by ${name}`}
      back={`${back}/entries/${entry.id}`}
      state={state}
    >
      <input type="hidden" name="key" value={key} />
      <Field
        name="amount"
        label={`Amount in ${currency}`}
        state={state}
        value={formatAmount(left, currency)}
        inputmode="decimal"
        autocomplete="off"
        required
        maxlength={40}
      />
    </Confirm>
  );
  return { title: `Refund by ${name}`, body };
}

function sitesOf(sites: readonly { readonly name: string }[]): string {
  const names = sites.map(({ name }) => name);
  if (names.length === 0) return 'its sites are';
  return names.length === 1 ? `${names[0] ?? ''} is` : `${names.join(', ')} are`;
}

export function reversePage(view: ActionView, explained: ExplainedEntry): PageContent {
  const { account, action, state, back, key } = view;
  const { entry, taxes } = explained;
  const tax = taxes.length === 0 ? '' : ', and its tax with it';
  const body = (
    <Confirm
      question={`Reverse ${named(explained)}?`}
      effects={[
        `A new entry of ${formatMoney(-entry.amount, entry.currency)} ${entry.currency} takes it back${tax}, or what is left where a part of it went back before. Both stay in the books of ${account.name}.`,
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

export function disputePage(view: ActionView, explained: ExplainedEntry): PageContent {
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

export function resolvePage(view: ActionView, explained: ExplainedEntry): PageContent {
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
