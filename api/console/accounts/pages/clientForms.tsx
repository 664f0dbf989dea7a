import { formatPercent } from '../../../../src/core/values/money.js';
import type { PageContent } from '../../../web/page.js';
import { Confirm, field, Form, FormActions } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import type { ActionView } from '../action.js';
import { languageChoices } from '../list/languages.js';
import { MoreEmailsField } from '../new/addresses.js';

/** The client's name, addresses, language and tax. */
export function editPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const body = (
    <>
      <Head
        title={`Edit ${account.name}`}
        lead="Notices, receipts and statements are sent to these addresses, unsent ones included."
        up={{ href: back, label: account.name }}
      />
      <Form action={action} state={state}>
        {field(state, 'name', 'Name', {
          value: account.name,
          maxlength: 200,
          autocomplete: 'off',
          required: true,
          autofocus: true,
        })}
        {field(state, 'email', 'Email', {
          type: 'email',
          value: account.email,
          maxlength: 254,
          autocomplete: 'off',
          required: true,
        })}
        <MoreEmailsField state={state} value={account.moreEmails.join(', ')} />
        {field(state, 'language', 'Email language', {
          options: languageChoices(account.language),
          value: account.language,
        })}
        {field(state, 'statements', 'Statements', {
          options: STATEMENTS,
          value: account.statementsWanted ? 'yes' : 'no',
        })}
        <TaxFields account={account} state={state} />
        <FormActions submit="Save" back={back} />
      </Form>
    </>
  );
  return { title: 'Edit client', body };
}

const STATEMENTS = [
  { value: 'yes', label: 'emailed at the end of each period' },
  { value: 'no', label: 'not emailed' },
];

function TaxFields({ account: { tax }, state }: Pick<ActionView, 'account' | 'state'>) {
  return (
    <div class="row">
      {field(state, 'taxName', 'Tax (optional)', {
        value: tax?.name,
        hint: 'Such as VAT. For what is charged from now on.',
        maxlength: 20,
        autocomplete: 'off',
      })}
      {field(state, 'taxPercent', 'Percent', {
        value: tax === null ? undefined : formatPercent(tax.percent),
        hint: 'Such as 19 or 7.7.',
        inputmode: 'decimal',
        maxlength: 20,
        autocomplete: 'off',
      })}
    </div>
  );
}

export function retryPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const body = (
    <Confirm
      question={`Send emails for ${account.name} again?`}
      effects={[
        ...account.undeliverableAddresses.map(
          ({ address, reason }) => `${address} refused an email: ${reason}`,
        ),
        'Notices that were not delivered are sent again if they still apply.',
        'Emails about the current suspension, payments and settled periods that were not delivered are sent again.',
      ]}
      action={action}
      button="Try again"
      back={back}
      state={state}
    />
  );
  return { title: 'Try again', body };
}
