import { dateFormat } from '../../../../src/core/values/formatters.js';
import type { PageContent } from '../../../web/page.js';
import { Confirm, Field, Form, FormActions, TextArea } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import type { ActionView } from '../action.js';
import { formatMajor } from '../list/format.js';

export function limitPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const body = (
    <>
      <Head
        title={`Credit limit of ${account.name}`}
        lead={`How far they may owe. ${formatMajor(account.headroom)} ${account.currency} are left before the limit now.`}
        up={{ href: back, label: account.name }}
      />
      <Form action={action} state={state}>
        <Field
          name="creditLimit"
          label={`Credit limit in ${account.currency}`}
          state={state}
          value={account.creditLimit}
          hint="100.00: may owe 100. -20.00: must always hold 20."
          inputmode="decimal"
          autocomplete="off"
          maxlength={60}
          required
          autofocus
        />
        <FormActions submit="Change the limit" back={back} />
      </Form>
    </>
  );
  return { title: 'Credit limit', body };
}

export function exemptionPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const { name, exemptUntil, timeZone } = account;
  const through =
    exemptUntil === null ? undefined : dateFormat('en-CA', { timeZone }).format(Date.parse(exemptUntil) - 1);
  const body = (
    <>
      <Head
        title={`${name} promises to pay`}
        lead="Until then they are not suspended for the limit, whatever the balance is. A hold suspends all the same."
        up={{ href: back, label: name }}
      />
      <Form action={action} state={state}>
        <Field
          name="until"
          label="Through"
          type="date"
          state={state}
          value={through}
          hint={
            exemptUntil === null
              ? `The whole day counts, in ${timeZone}.`
              : 'Left empty: the promise is taken back, and the limit holds again at once.'
          }
        />
        <Field name="reason" label="Why (optional)" state={state} maxlength={500} autocomplete="off" />
        <FormActions submit="Note the promise" back={back} />
      </Form>
    </>
  );
  return { title: 'Promise to pay', body };
}

export function holdPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const body = (
    <Confirm
      question={`Put ${account.name} on hold?`}
      effects={[
        `${sitesOf(view)} suspended at once, whatever the balance is, until you release the hold.`,
        'Visitors see your page. Nothing is deleted; recurring amounts go on.',
      ]}
      action={action}
      button="Hold and suspend"
      back={back}
      state={state}
    >
      <TextArea name="reason" label="Why" state={state} hint="Kept with the account and in the log." />
    </Confirm>
  );
  return { title: `Hold ${account.name}`, body };
}

function sitesOf({ account: { sites } }: ActionView): string {
  const names = sites.map(({ name }) => name).join(', ');
  if (sites.length === 0) return 'Whatever sites it gets are';
  return sites.length === 1 ? `${names} is` : `${names} are`;
}

export function releasePage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const { headroom, currency, hold } = account;
  const isShort = headroom.startsWith('-');
  const body = (
    <Confirm
      question={`Release ${account.name}?`}
      effects={[
        `It was put on hold: ${hold?.reason ?? 'it is not on hold any more'}.`,
        isShort
          ? `The account is ${formatMajor(headroom.slice(1))} ${currency} below its limit, so it stays suspended until that is paid.`
          : `${sitesOf(view)} back in a moment.`,
      ]}
      action={action}
      button="Release"
      back={back}
      state={state}
    />
  );
  return { title: `Release ${account.name}`, body };
}

export function closePage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const { name, balance, currency } = account;
  const body = (
    <Confirm
      question={`Close the tab of ${name}?`}
      effects={[
        'Its plans end today, planned charges are cancelled, and the last period is settled and its statement sent.',
        `The balance of ${formatMajor(balance)} ${currency} stays as it is after that; nothing is posted any more.`,
        `${sitesOf(view)} left in the state they are in; a new account may take them up.`,
        'A closed account cannot be opened again.',
      ]}
      action={action}
      button="Close it for good"
      back={back}
      state={state}
    >
      <Field
        name="name"
        label={`Type “${name}” to be sure`}
        state={state}
        maxlength={200}
        autocomplete="off"
        required
      />
    </Confirm>
  );
  return { title: `Close ${name}`, body };
}
