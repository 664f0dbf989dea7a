import { dateFormat } from '../../../../src/core/values/formatters.js';
import { formatAmount } from '../../../../src/core/values/money.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Confirm, field, Form, FormActions } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import type { ActionView } from '../action.js';
import { EXEMPTIONS } from '../list/RunwayPill.js';

export function limitPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const body = (
    <>
      <Head
        title={`Credit limit of ${account.name}`}
        lead={`How much the client may owe. ${formatMoney(account.headroom, account.currency)} ${account.currency} left before suspension.`}
        up={{ href: back, label: account.name }}
      />
      <Form action={action} state={state}>
        {field(state, 'creditLimit', `Credit limit in ${account.currency}`, {
          value: formatAmount(account.creditLimit, account.currency),
          hint: '0.00: prepaid. 100.00: may owe 100. -20.00: must always keep 20.',
          inputmode: 'decimal',
          autocomplete: 'off',
          maxlength: 60,
          required: true,
          autofocus: true,
        })}
        <FormActions submit="Save" back={back} />
      </Form>
    </>
  );
  return { title: 'Credit limit', body };
}

export function exemptionPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const { name, exemptUntil, timeZone } = account;
  const through =
    exemptUntil === null ? undefined : dateFormat('en-CA', { timeZone }).format(exemptUntil - 1);
  const body = (
    <>
      <Head
        title={`${exemptUntil === null ? 'Payment promise' : EXEMPTIONS[account.exemptFor ?? 'owner']}: ${name}`}
        lead="The site is not suspended until then, whatever the balance is. A hold still suspends it."
        up={{ href: back, label: name }}
      />
      <Form action={action} state={state}>
        {field(state, 'until', 'Until the end of', {
          type: 'date',
          value: through,
          hint:
            exemptUntil === null
              ? `In ${timeZone}.`
              : `In ${timeZone}. Empty: the limit applies again at once.`,
        })}
        {field(state, 'reason', 'Reason (optional)', { maxlength: 500, autocomplete: 'off' })}
        <FormActions submit="Save promise" back={back} />
      </Form>
    </>
  );
  return { title: 'Payment promise', body };
}

export function holdPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const body = (
    <Confirm
      question={`Put ${account.name} on hold?`}
      effects={[
        `${sitesOf(view)} suspended at once until you release the hold, whatever the balance is.`,
        'Visitors see your suspension page. Nothing is deleted. Recurring charges continue.',
      ]}
      action={action}
      button="Hold and suspend"
      back={back}
      state={state}
    >
      {field(state, 'reason', 'Reason', { hint: 'Shown on the account and in the audit log.', rows: 3 })}
    </Confirm>
  );
  return { title: `Hold ${account.name}`, body };
}

function sitesOf({ account: { sites } }: ActionView): string {
  const names = sites.map(({ name }) => name).join(', ');
  if (sites.length === 0) return 'All sites it gets are';
  return sites.length === 1 ? `${names} is` : `${names} are`;
}

export function releasePage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const { headroom, currency, hold } = account;
  const isShort = headroom < 0n;
  const body = (
    <Confirm
      question={`Release ${account.name}?`}
      effects={[
        `Reason for the hold: ${hold?.reason ?? 'not on hold any more'}.`,
        isShort
          ? `The account is ${formatMoney(-headroom, currency)} ${currency} below its limit, so it stays suspended until that is paid.`
          : `${sitesOf(view)} back online in a few seconds.`,
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
      question={`Close the account of ${name}?`}
      effects={[
        'The plans end today. Scheduled charges are cancelled. The last period is settled and the statement is sent.',
        `The balance of ${formatMoney(balance, currency)} ${currency} stays on the account. No more charges are posted.`,
        `${sitesOf(view)} left in the current state. You can add them to a new account.`,
        'A closed account cannot be opened again.',
      ]}
      action={action}
      button="Close account"
      back={back}
      state={state}
    >
      {field(state, 'name', `Type “${name}” to confirm`, {
        maxlength: 200,
        autocomplete: 'off',
        required: true,
      })}
    </Confirm>
  );
  return { title: `Close ${name}`, body };
}
