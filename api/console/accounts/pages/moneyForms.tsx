import type { Child } from 'hono/jsx';
import { dateFormat } from '../../../../src/core/values/formatters.js';
import type { PaymentLeft } from '../../../../src/payments/moneyBack.js';
import type { Scheduled } from '../../../../src/store/ledger/scheduled.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Confirm, Field, Form, FormActions, Select } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import type { ActionView } from '../action.js';
import { formatDate, formatMajor } from '../list/format.js';

interface MoneyFormProps {
  readonly view: ActionView;
  readonly title: string;
  readonly lead: Child;
  readonly button: string;
  readonly children: Child;
}

/** A form that posts money once, however often it is sent. */
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
  readonly value?: string | undefined;
  readonly hint?: Child;
}) {
  return (
    <Field
      name="amount"
      label={`Amount in ${view.account.currency}`}
      state={view.state}
      value={value}
      hint={hint}
      inputmode="decimal"
      autocomplete="off"
      maxlength={60}
      required
      autofocus
    />
  );
}

/** How money comes and goes; any other word will do, too. */
function MethodField({ view }: { readonly view: ActionView }) {
  return (
    <Field
      name="method"
      label="How"
      state={view.state}
      value="bank"
      hint="bank, cash, cheque, card, or a word of your own."
      maxlength={32}
      autocomplete="off"
      required
    />
  );
}

export function paymentPage(view: ActionView): PageContent {
  const { account, state } = view;
  const { currency, suggestedTopUp, headroom, name } = account;
  const short = headroom.startsWith('-');
  const lasts =
    suggestedTopUp === null
      ? 'how long that lasts cannot be said at the moment.'
      : `${formatMajor(suggestedTopUp)}${short ? '' : ' more'} would last 30 days.`;
  const isClosed = account.state === 'closed';
  const owed = account.balance.startsWith('-') ? account.balance.slice(1) : undefined;
  const suggested = suggestedTopUp === null || /^[0.]+$/.test(suggestedTopUp) ? undefined : suggestedTopUp;
  const body = (
    <MoneyForm
      view={view}
      title={`Record a payment of ${name}`}
      lead={
        isClosed
          ? `The account is closed. ${owed === undefined ? 'Nothing is owed' : `${formatMajor(owed)} ${currency} are owed`}; no site comes back by a payment.`
          : short
            ? `They are ${formatMajor(headroom.slice(1))} ${currency} below the limit; ${lasts}`
            : `${formatMajor(headroom)} ${currency} are left before the limit; ${lasts}`
      }
      button="Record the payment"
    >
      <AmountField view={view} value={isClosed ? owed : suggested} />
      <MethodField view={view} />
      <Field name="reference" label="Reference (optional)" state={state} maxlength={200} autocomplete="off" />
      <Field
        name="receivedOn"
        label="Received on (optional)"
        type="date"
        state={state}
        hint="Left empty: now."
      />
    </MoneyForm>
  );
  return { title: `Payment of ${name}`, body };
}

function WhatFields({ view }: { readonly view: ActionView }) {
  return (
    <>
      <Field
        name="description"
        label="What for"
        state={view.state}
        hint="As it stands on the statement."
        maxlength={500}
        autocomplete="off"
        required
      />
      <Field
        name="category"
        label="Category"
        state={view.state}
        value="design"
        hint="One word of your own: design, domain, support."
        maxlength={32}
        autocomplete="off"
        required
      />
    </>
  );
}

function formatTax({ account: { tax } }: ActionView): string {
  return tax === null
    ? 'This account bears no tax.'
    : `${tax.name}, ${tax.percent} %, is added as an entry of its own.`;
}

export function chargePage(view: ActionView): PageContent {
  const { name } = view.account;
  const body = (
    <MoneyForm
      view={view}
      title={`Charge ${name} for something`}
      lead="It is posted at once and counts against the limit."
      button="Charge it"
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
      title={`Plan a charge for ${name}`}
      lead="The projection and the warnings count it from now on; it is posted on its day."
      button="Plan the charge"
    >
      <AmountField view={view} hint={formatTax(view)} />
      <WhatFields view={view} />
      <Field
        name="dueOn"
        label="Due on"
        type="date"
        state={view.state}
        hint={`As the day begins in ${timeZone}.`}
        required
      />
    </MoneyForm>
  );
  return { title: `Plan a charge for ${name}`, body };
}

export function cancelPlannedPage(view: ActionView, charge: Scheduled): PageContent {
  const { account, action, back, state } = view;
  const body = (
    <Confirm
      question={`Cancel the planned charge “${charge.description}”?`}
      effects={[
        `${formatMoney(charge.amount, account.currency)} ${account.currency} on ${formatDate(charge.dueOn)} will not be charged to ${account.name}.`,
        'The projection leaves it out from now on. It can be planned again.',
      ]}
      action={action}
      button="Cancel the charge"
      back={back}
      state={state}
    />
  );
  return { title: 'Cancel a planned charge', body };
}

export function refundPage(view: ActionView, payments: readonly PaymentLeft[]): PageContent {
  const { account, state } = view;
  const { currency, balance } = account;
  const options = payments.map(({ payment, left }) => ({
    value: payment.id,
    label: `${dateFormat('en-GB', { timeZone: account.timeZone, dateStyle: 'medium' }).format(payment.effectiveAt)}, ${payment.description}, no. ${payment.number}: ${formatMoney(left, currency)} ${currency} left of ${formatMoney(payment.amount, currency)}`,
  }));
  const credit = { value: '', label: 'no single payment: the credit there is' };
  const body = (
    <MoneyForm
      view={view}
      title={`Refund ${account.name}`}
      lead={`The balance is ${formatMajor(balance)} ${currency}. This records money you have given back; it moves none by itself.`}
      button="Record the refund"
    >
      <Select
        name="payment"
        label="Of which payment"
        state={state}
        value=""
        options={[credit, ...options]}
        hint="Never more than is left of a payment goes back."
      />
      <AmountField
        view={view}
        value={account.state === 'closed' && /^[^-]*[1-9]/.test(balance) ? balance : undefined}
        hint="It leaves the tab, and the limit comes nearer by as much."
      />
      <MethodField view={view} />
      <Field name="reference" label="Reference (optional)" state={state} maxlength={200} autocomplete="off" />
      <Field
        name="reason"
        label="Why it is more than the credit there is (only then)"
        state={state}
        maxlength={500}
        autocomplete="off"
      />
      <TickBox view={view} name="beyondCredit" label="Give back more than the client has in credit." />
      <TickBox view={view} name="confirmed" label="The money has been given back." />
    </MoneyForm>
  );
  return { title: `Refund ${account.name}`, body };
}

export function writeOffPage(view: ActionView): PageContent {
  const { account } = view;
  const { balance, currency, name } = account;
  const owed = balance.startsWith('-') ? balance.slice(1) : undefined;
  const body = (
    <MoneyForm
      view={view}
      title={`Write off what ${name} owes`}
      lead={
        owed === undefined
          ? `${name} owes nothing.`
          : `${name} owes ${formatMajor(owed)} ${currency}. What is written off is given up; it stays in the books as that.`
      }
      button="Write it off"
    >
      <AmountField view={view} value={owed} />
      <Field
        name="description"
        label="Why"
        state={view.state}
        hint="Stands in the entry and in the log."
        maxlength={500}
        autocomplete="off"
        required
      />
    </MoneyForm>
  );
  return { title: `Write off: ${name}`, body };
}

/** A box that must be ticked before something is done that does not come back. */
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
