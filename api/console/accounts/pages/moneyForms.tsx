import type { Child } from 'hono/jsx';
import { dateFormat } from '../../../../src/core/values/formatters.js';
import { formatAmount, formatPercent } from '../../../../src/core/values/money.js';
import type { PaymentLeft } from '../../../../src/payments/moneyBack.js';
import type { Scheduled } from '../../../../src/store/ledger/scheduled.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Confirm, field, Form, FormActions } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import type { ActionView } from '../action.js';
import { formatDate } from '../list/format.js';

interface MoneyFormProps {
  readonly view: ActionView;
  readonly title: string;
  readonly lead: Child;
  readonly button: string;
  readonly children: Child;
}

/** A form that posts money only once, even if sent several times. */
function MoneyForm({ view, title, lead, button, children }: MoneyFormProps) {
  const { account, action, state, back, key } = view;
  return (
    <>
      <Head title={title} lead={lead} up={{ href: back, label: account.name }} />
      <Form action={action} state={state}>
        <input type="hidden" name="key" value={key} />
        {children}
        <FormActions submit={button} back={back} />
      </Form>
    </>
  );
}

function AmountField({
  view,
  value,
  hint,
}: {
  readonly view: ActionView;
  readonly value?: bigint | undefined;
  readonly hint?: Child;
}) {
  return field(view.state, 'amount', `Amount in ${view.account.currency}`, {
    value: value === undefined ? undefined : formatAmount(value, view.account.currency),
    hint,
    inputmode: 'decimal',
    autocomplete: 'off',
    maxlength: 60,
    required: true,
    autofocus: true,
  });
}

/** Suggested payment methods; any other text is accepted. */
function MethodField({ view }: { readonly view: ActionView }) {
  return field(view.state, 'method', 'Method', {
    value: 'bank',
    hint: 'Bank, cash, cheque, card or another method.',
    maxlength: 32,
    autocomplete: 'off',
    required: true,
  });
}

export function paymentPage(view: ActionView): PageContent {
  const { account, state } = view;
  const { currency, suggestedTopUp, headroom, name } = account;
  const short = headroom < 0n;
  const lasts =
    suggestedTopUp === null
      ? 'no forecast is available at the moment.'
      : `${formatMoney(suggestedTopUp, currency)}${short ? '' : ' more'} lasts 30 days.`;
  const isClosed = account.state === 'closed';
  const owed = account.balance < 0n ? -account.balance : undefined;
  const suggested = suggestedTopUp === null || suggestedTopUp === 0n ? undefined : suggestedTopUp;
  const body = (
    <MoneyForm
      view={view}
      title={`Record a payment from ${name}`}
      lead={
        isClosed
          ? `The account is closed. ${owed === undefined ? 'Nothing is owed' : `${formatMoney(owed, currency)} ${currency} is owed`}. A payment does not reactivate any site.`
          : short
            ? `${formatMoney(-headroom, currency)} ${currency} reactivates the site; ${lasts}`
            : `${formatMoney(headroom, currency)} ${currency} left before suspension; ${lasts}`
      }
      button="Record payment"
    >
      <AmountField view={view} value={isClosed ? owed : suggested} />
      <MethodField view={view} />
      {field(state, 'reference', 'Reference (optional)', { maxlength: 200, autocomplete: 'off' })}
      {field(state, 'receivedOn', 'Received on (optional)', { type: 'date', hint: 'Empty: now.' })}
    </MoneyForm>
  );
  return { title: `Payment from ${name}`, body };
}

interface TypedPayment {
  readonly key: string;
  readonly amount: string;
  readonly method: string;
  readonly reference?: string | undefined;
  readonly receivedOn?: string | undefined;
  readonly minor: bigint;
}

/** Asks again before an amount is posted that was probably mistyped. */
export function unusualPaymentPage(
  { account, action }: ActionView,
  { minor, ...typed }: TypedPayment,
): PageContent {
  const { name, currency, suggestedTopUp } = account;
  const sum = `${formatMoney(minor, currency)} ${currency}`;
  const suggestion =
    suggestedTopUp === null || suggestedTopUp === 0n
      ? []
      : [`The suggested payment is ${formatMoney(suggestedTopUp, currency)} ${currency}.`];
  const body = (
    <Confirm
      question={`Record a payment of ${sum} from ${name}?`}
      effects={[
        'This is far more than this account has ever needed, so please check the amount.',
        ...suggestion,
      ]}
      action={action}
      button={`Record ${sum}`}
      back={action}
    >
      {Object.entries({ ...typed, confirmed: typed.amount }).map(([field, value]) => (
        <input type="hidden" name={field} value={value ?? ''} />
      ))}
    </Confirm>
  );
  return { title: `Payment from ${name}`, body };
}

function WhatFields({ view }: { readonly view: ActionView }) {
  return (
    <>
      {field(view.state, 'description', 'Description', {
        hint: 'Shown on the statement.',
        maxlength: 500,
        autocomplete: 'off',
        required: true,
      })}
      {field(view.state, 'category', 'Category', {
        value: 'design',
        hint: 'Your own category, such as design, domain or support.',
        maxlength: 32,
        autocomplete: 'off',
        required: true,
      })}
    </>
  );
}

function formatTax({ account: { tax } }: ActionView): string {
  return tax === null
    ? 'This account is not taxed.'
    : `${tax.name}, ${formatPercent(tax.percent)} %, is added as a separate entry.`;
}

export function chargePage(view: ActionView): PageContent {
  const { name } = view.account;
  const body = (
    <MoneyForm
      view={view}
      title={`New charge for ${name}`}
      lead="The charge is posted at once and lowers the balance."
      button="Add charge"
    >
      <AmountField view={view} hint={formatTax(view)} />
      <WhatFields view={view} />
    </MoneyForm>
  );
  return { title: `Charge ${name}`, body };
}

export function schedulePage(view: ActionView): PageContent {
  const { name, timeZone } = view.account;
  const body = (
    <MoneyForm
      view={view}
      title={`Schedule a charge for ${name}`}
      lead="The charge is posted on its due date. The forecast and the warnings include it from now on."
      button="Schedule charge"
    >
      <AmountField view={view} hint={formatTax(view)} />
      <WhatFields view={view} />
      {field(view.state, 'dueOn', 'Due on', {
        type: 'date',
        hint: `Posted at the start of the day in ${timeZone}.`,
        required: true,
      })}
    </MoneyForm>
  );
  return { title: `Schedule a charge for ${name}`, body };
}

export function cancelPlannedPage(view: ActionView, charge: Scheduled): PageContent {
  const { account, action, back, state } = view;
  const body = (
    <Confirm
      question={`Cancel the scheduled charge “${charge.description}”?`}
      effects={[
        `${formatMoney(charge.amount, account.currency)} ${account.currency} on ${formatDate(charge.dueOn)} will not be charged to ${account.name}.`,
        'The forecast no longer includes it. You can schedule it again.',
      ]}
      action={action}
      button="Cancel charge"
      back={back}
      state={state}
    />
  );
  return { title: 'Cancel a scheduled charge', body };
}

export function refundPage(view: ActionView, payments: readonly PaymentLeft[]): PageContent {
  const { account, state } = view;
  const { currency, balance } = account;
  const options = payments.map(({ payment, left }) => ({
    value: payment.id,
    label: `${dateFormat('en-GB', { timeZone: account.timeZone, dateStyle: 'medium' }).format(payment.effectiveAt)}, ${payment.description}, no. ${payment.number}: ${formatMoney(left, currency)} ${currency} left of ${formatMoney(payment.amount, currency)}`,
  }));
  const credit = { value: '', label: 'no specific payment: the available credit' };
  const body = (
    <MoneyForm
      view={view}
      title={`Refund ${account.name}`}
      lead={`The balance is ${formatMoney(balance, currency)} ${currency}. This records a refund that you have paid. It does not send money.`}
      button="Record refund"
    >
      {field(state, 'payment', 'Payment', {
        value: '',
        options: [credit, ...options],
        hint: 'You cannot refund more than is left of a payment.',
      })}
      <AmountField
        view={view}
        value={account.state === 'closed' && balance > 0n ? balance : undefined}
        hint="Lowers the balance."
      />
      <MethodField view={view} />
      {field(state, 'reference', 'Reference (optional)', { maxlength: 200, autocomplete: 'off' })}
      {field(state, 'reason', 'Reason, if it is more than the available credit', {
        maxlength: 500,
        autocomplete: 'off',
      })}
      <TickBox view={view} name="beyondCredit" label="Refund more than the available credit." />
      <TickBox view={view} name="confirmed" label="I have paid the money back." />
    </MoneyForm>
  );
  return { title: `Refund ${account.name}`, body };
}

export function writeOffPage(view: ActionView): PageContent {
  const { account } = view;
  const { balance, currency, name } = account;
  const owed = balance < 0n ? -balance : undefined;
  const body = (
    <MoneyForm
      view={view}
      title={`Write off the debt of ${name}`}
      lead={
        owed === undefined
          ? `${name} owes nothing.`
          : `${name} owes ${formatMoney(owed, currency)} ${currency}. A write-off cancels the debt. It stays on the account as an entry.`
      }
      button="Write off"
    >
      <AmountField view={view} value={owed} />
      {field(view.state, 'description', 'Reason', {
        hint: 'Shown in the entry and in the audit log.',
        maxlength: 500,
        autocomplete: 'off',
        required: true,
      })}
    </MoneyForm>
  );
  return { title: `Write off: ${name}`, body };
}

/** A checkbox that must be ticked before an action that cannot be undone. */
export function TickBox({ view, name, label }: { view: ActionView; name: string; label: string }) {
  const reason = view.state.problems.find(({ field }) => field === name)?.reason;
  return (
    <div class="field choices">
      <label>
        <input
          type="checkbox"
          name={name}
          value="yes"
          aria-describedby={reason === undefined ? undefined : `${name}-error`}
        />
        {label}
      </label>
      {reason !== undefined && (
        <span class="error" id={`${name}-error`}>
          This box {reason}.
        </span>
      )}
    </div>
  );
}
