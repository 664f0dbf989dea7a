import { formatAmount } from '../../../../src/core/values/money.js';
import type { ExplainedEntry } from '../../../../src/ledger/explainEntry.js';
import type { Refundable } from '../../../../src/payments/refundPayment.js';
import { PROVIDER_NAMES } from '../../../public/pay/providerNames.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Confirm, field } from '../../../web/parts/forms.js';
import type { ActionView } from '../action.js';

/** "no. 41, Design: two landing pages, −12.00 EUR". */
function named({ entry }: ExplainedEntry): string {
  const { number, description, amount, currency } = entry;
  return `no. ${number}, ${description}, ${formatMoney(amount, currency)} ${currency}`;
}

/** A refund through the provider of the payment. */
export function entryRefundPage(
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
      ? `That is the rest of ${named(explained)}`
      : `That is the full amount of ${named(explained)}`;
  const isPassed = account.headroom < left && account.state === 'active';
  const body = (
    <Confirm
      question={`Refund up to ${whole} to ${account.name} by ${name}?`}
      effects={[
        `${part}. ${name} returns it to the card or bank account that was used to pay.`,
        `The refund is posted when ${name} confirms it. It lowers the balance by the same amount.`,
        isPassed
          ? `A refund of the full amount exceeds the limit: ${sitesOf(account.sites)} suspended.`
          : 'It lowers the balance, so the limit date may be earlier.',
        `It cannot be cancelled. No email is sent. It appears on the next statement and in the audit log.`,
      ]}
      action={action}
      button={`Refund by ${name}`}
      back={`${back}/entries/${entry.id}`}
      state={state}
    >
      <input type="hidden" name="key" value={key} />
      {field(state, 'amount', `Amount in ${currency}`, {
        value: formatAmount(left, currency),
        inputmode: 'decimal',
        autocomplete: 'off',
        required: true,
        maxlength: 40,
      })}
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
  const tax = taxes.length === 0 ? '' : ', including its tax';
  const body = (
    <Confirm
      question={`Reverse ${named(explained)}?`}
      effects={[
        `A new entry of ${formatMoney(-entry.amount, entry.currency)} ${entry.currency} reverses it${tax}. If a part was reversed or refunded before, only the rest is reversed. Both entries stay on the account of ${account.name}.`,
        entry.kind === 'payment'
          ? 'It lowers the balance. This may suspend the site.'
          : 'It raises the balance. A plan charge that is reversed is not charged again.',
        'A reversal cannot be reversed.',
      ]}
      action={action}
      button="Reverse"
      back={`${back}/entries/${entry.id}`}
      state={state}
    >
      <input type="hidden" name="key" value={key} />
      {field(state, 'reason', 'Reason (optional)', {
        hint: 'Shown in the reversal and on the statement.',
        maxlength: 500,
        autocomplete: 'off',
      })}
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
          ? 'Until the dispute is resolved, the charge does not count towards the limit.'
          : 'Until the dispute is resolved, the payment does not keep the site online: the money may have to be returned.',
        'The balance does not change.',
      ]}
      action={action}
      button="Mark as disputed"
      back={`${back}/entries/${entry.id}`}
      state={state}
    >
      {field(state, 'reason', 'Reason', { rows: 3 })}
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
      effects={['Dismissed: the entry counts again.', 'Upheld: the entry is reversed, including its tax.']}
      action={action}
      button="Resolve"
      back={`${back}/entries/${entry.id}`}
      state={state}
    >
      {field(state, 'outcome', 'Outcome', {
        options: [
          { value: 'dismissed', label: 'dismissed: the entry stands' },
          { value: 'upheld', label: 'upheld: the entry is reversed' },
        ],
      })}
      {field(state, 'reason', 'Reason (optional)', { maxlength: 500, autocomplete: 'off' })}
    </Confirm>
  );
  return { title: 'Resolve a dispute', body };
}
