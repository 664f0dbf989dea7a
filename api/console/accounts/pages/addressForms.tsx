import type { PageContent } from '../../../web/page.js';
import { Confirm, field, Form, FormActions } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import type { ActionView } from '../action.js';
import { MoreEmailsField } from '../new/addresses.js';

export function addressesPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const body = (
    <>
      <Head
        title={`Email addresses of ${account.name}`}
        lead="Notices, receipts and statements are sent to these addresses. Unsent emails go to the new addresses."
        up={{ href: back, label: account.name }}
      />
      <Form action={action} state={state}>
        {field(state, 'email', 'Email', {
          type: 'email',
          value: account.email,
          maxlength: 254,
          autocomplete: 'off',
          required: true,
          autofocus: true,
        })}
        <MoreEmailsField state={state} value={account.moreEmails.join(', ')} />
        <FormActions submit="Save" back={back} />
      </Form>
    </>
  );
  return { title: 'Email addresses', body };
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
