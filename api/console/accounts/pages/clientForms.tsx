import type { Tax } from '../../../../src/billing/facts.js';
import { reasonsOf, reasonText } from '../../../../src/billing/tax/reasons.js';
import { TAX_CATEGORIES } from '../../../../src/billing/tax/treatment.js';
import { formatPercent } from '../../../../src/core/values/money.js';
import type { PageContent } from '../../../web/page.js';
import { Confirm, field, Form, FormActions } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import type { ActionView } from '../action.js';
import { ClientFields, TaxFields } from '../new/clientFields.js';

/** The client's name, addresses, language and tax. */
export function editPage(view: ActionView): PageContent {
  const { account, action, state, back } = view;
  const { taxByHand: tax } = account;
  const body = (
    <>
      <Head
        title={`Edit ${account.name}`}
        lead="Notices, receipts and statements are sent to these addresses, unsent ones included."
        up={{ href: back, label: account.name }}
      />
      <Form action={action} state={state}>
        <ClientFields state={state} client={{ ...account, moreEmails: account.moreEmails.join(', ') }} />
        {field(state, 'statements', 'Statements', {
          options: STATEMENTS,
          value: account.statementsWanted ? 'yes' : 'no',
        })}
        <TaxFields
          state={state}
          names={{ name: 'taxName', percent: 'taxPercent' }}
          tax={{ name: tax?.name ?? '', percent: tax === null ? '' : formatPercent(tax.percent) }}
          hint={
            account.taxCause === null
              ? 'Such as VAT. For what is charged from now on.'
              : 'Such as VAT, in place of the tax that is decided. For what is charged from now on.'
          }
        />
        {field(state, 'taxCategory', 'Category of the tax', {
          options: CATEGORIES,
          value: categoryOf(tax),
          hint: 'Why no tax is charged, as invoices say it. With a percentage above 0, it is the usual one.',
        })}
        <FormActions submit="Save" back={back} />
      </Form>
    </>
  );
  return { title: 'Edit client', body };
}

/** A category and its reason as one choice; both follow from the rate if none is chosen. */
const CATEGORIES = [
  { value: '', label: 'usual: S above 0 %, Z at 0 %' },
  ...TAX_CATEGORIES.flatMap((category) =>
    reasonsOf(category).map((code) => ({
      value: `${category} ${code}`,
      label: `${category}: ${reasonText(code, 'en')}`,
    })),
  ),
];

function categoryOf(tax: Tax | null): string {
  return tax?.category === undefined || tax.reasonCode === undefined
    ? ''
    : `${tax.category} ${tax.reasonCode}`;
}

const STATEMENTS = [
  { value: 'yes', label: 'emailed at the end of each period' },
  { value: 'no', label: 'not emailed' },
];

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
