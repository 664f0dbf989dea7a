import { z } from '@hono/zod-openapi';
import { changeAccount } from '../../../src/accounts/changeAccount.js';
import type { TaxCause } from '../../../src/billing/tax/decideTax.js';
import { reasonText } from '../../../src/billing/tax/reasons.js';
import { categoryOf } from '../../../src/billing/tax/treatment.js';
import { formatPercent } from '../../../src/core/values/money.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { localDateOf } from '../../../src/core/values/zone.js';
import type { VatCheck } from '../../../src/store/accounts/vatIds.js';
import type { PageContent } from '../../web/page.js';
import {
  buyerFields,
  onParticularsForm,
  particularsFields,
  particularsOf,
} from '../../web/particulars/particularsForm.js';
import { AddressFields, IdFields } from '../../web/particulars/ParticularsFields.js';
import { field, Form, FormActions } from '../../web/parts/forms.js';
import { Head } from '../../web/parts/parts.js';
import { type ActionView, defineAction } from './action.js';
import { formatDate } from './list/format.js';

/** What invoices say about a client, and the tax that follows from it. */
export const particularsAction = defineAction({
  path: 'particulars',
  access: 'accounts.write',
  isClosed: true,
  form: z.strictObject({ ...particularsFields, ...buyerFields }),
  show: particularsPage,
  perform: async ({ context, form }, account) => {
    const changed = await changeAccount(context, account.id, { particulars: particularsOf(form) });
    return isRefusal(changed)
      ? onParticularsForm(changed)
      : `The invoice details of ${account.name} are saved.`;
  },
});

function particularsPage({ account, action, state, back }: ActionView): PageContent {
  const { particulars } = account;
  const body = (
    <>
      <Head
        title={`Invoice details of ${account.name}`}
        lead={describeTax(account)}
        up={{ href: back, label: account.name }}
      />
      <Form action={action} state={state}>
        <AddressFields state={state} particulars={particulars} hasCountry />
        {field(state, 'buyerKind', 'Buys as', { options: KINDS, value: particulars.buyerKind ?? '' })}
        <IdFields state={state} particulars={particulars} />
        <VatIdStatus check={account.vatCheck} timeZone={account.timeZone} />
        {field(state, 'buyerReference', 'Buyer reference', {
          value: particulars.buyerReference ?? '',
          maxlength: 100,
          hint: 'What the client wants on invoices; of a German authority the Leitweg-ID.',
        })}
        <FormActions submit="Save" back={back} />
      </Form>
    </>
  );
  return { title: 'Invoice details', body };
}

const KINDS = [
  { value: '', label: 'a business if there is a VAT id' },
  { value: 'business', label: 'a business' },
  { value: 'consumer', label: 'a consumer' },
];

const CAUSES: Readonly<Record<TaxCause | 'unknown-country', string>> = {
  rule: 'by your own rule',
  home: 'as a client in your country',
  'small-business': 'since you are a small business',
  'reverse-charge': 'as a business with a VAT id in another EU country',
  'consumer-home': 'as a consumer in another EU country',
  'consumer-oss': 'as a consumer in another EU country (One-Stop Shop)',
  'no-vat-id': 'as a business in another EU country without a valid VAT id',
  outside: 'as a client in a country with a tax of its own',
  'unknown-country': 'until the country is known',
};

function describeTax({ tax, taxCause, taxByHand }: ActionView['account']): string {
  if (tax === null) return 'Charges bear no tax.';
  const rate = `Charges bear ${tax.name} ${formatPercent(tax.percent)} % (category ${categoryOf(tax)})`;
  const why = taxByHand !== null || taxCause == null ? 'set by hand' : CAUSES[taxCause];
  return `${rate}, ${why}.${tax.reasonCode === undefined ? '' : ` ${reasonText(tax.reasonCode, 'en')}`}`;
}

/** What is known about the VAT id. */
function VatIdStatus({ check, timeZone }: { readonly check: VatCheck | null; readonly timeZone: string }) {
  if (check === null) return null;
  const { vatId, status, checkedAt, name, address, consultationNumber, error } = check;
  const on = checkedAt === null ? '' : formatDate(localDateOf(checkedAt, timeZone));
  const facts: [string, string | null][] = [
    ['VIES', STATUSES[status](vatId, on)],
    ['Registered as', [name, address].filter((part) => part !== null).join(', ') || null],
    ['Consultation number', consultationNumber],
    ['Last attempt', error],
  ];
  return (
    <dl class="facts">
      {facts.map(
        ([label, value]) =>
          value !== null && (
            <div>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

const STATUSES: Readonly<Record<VatCheck['status'], (vatId: string, on: string) => string>> = {
  valid: (vatId, on) => `${vatId} is valid, asked on ${on}`,
  invalid: (vatId, on) => `${vatId} is not valid, asked on ${on}`,
  unverified: (vatId) => `${vatId} is unverified: there was no answer yet`,
};
