import { z } from '@hono/zod-openapi';
import { INVOICE_KINDS } from '../../../src/billing/invoices/invoice.js';
import { PREPAYMENT_DOCUMENTS } from '../../../src/billing/invoices/invoicing.js';
import {
  changeInvoicing,
  type InvoicingView,
  lackText,
  loadInvoicing,
} from '../../../src/invoices/changeInvoicing.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import {
  definePage,
  type FormState,
  type Outcome,
  type PageCall,
  redirectTo,
  UNTOUCHED,
} from '../../web/page.js';
import { field, Form, FormActions } from '../../web/parts/forms.js';
import { Head } from '../../web/parts/parts.js';

const PATH = '/sites/{slug}/console/settings/invoices';
const open = { path: PATH, access: 'settings.write', impersonation: 'open' } as const;

const whole = z
  .string()
  .trim()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);
const prefix = z.string().trim().max(10);

const form = z.strictObject({
  enabled: z.enum(['yes', 'no']),
  termDays: whole,
  footer: z.string().trim().max(250),
  'prefix-invoice': prefix,
  'prefix-credit-note': prefix,
  'next-invoice': whole,
  'next-credit-note': whole,
  prepayments: z.enum(PREPAYMENT_DOCUMENTS),
  'prefix-prepayment': prefix,
  'prefix-receipt': prefix,
  'next-prepayment': whole,
  'next-receipt': whole,
});

/** Whether and how invoices are issued. */
export const invoicingPages = [
  definePage({ ...open, method: 'get', handle: (call) => showInvoicing(call, UNTOUCHED) }),
  definePage({
    ...open,
    method: 'post',
    form,
    handle: async ({ context, form, slug }) => {
      const { footer } = form;
      const changed = await changeInvoicing(context, {
        enabled: form.enabled === 'yes',
        termDays: form.termDays,
        footer,
        prepayments: form.prepayments,
        prefixes: {
          invoice: form['prefix-invoice'],
          'credit-note': form['prefix-credit-note'],
          prepayment: form['prefix-prepayment'],
          receipt: form['prefix-receipt'],
        },
        next: {
          invoice: form['next-invoice'],
          'credit-note': form['next-credit-note'],
          prepayment: form['next-prepayment'],
          receipt: form['next-receipt'],
        },
      });
      if (isRefusal(changed)) return onForm(changed);
      return redirectTo(`/sites/${slug}/console/settings/invoices`, 'Saved.');
    },
    onError: showInvoicing,
  }),
];

/** The operation names the fields of each kind with a dot. */
function onForm(refusal: Refusal): Refusal {
  const renamed = (name: string): string =>
    name.replace(/^prefixes\./, 'prefix-').replace(/^next\./, 'next-');
  const { field: name, problems } = refusal;
  return {
    ...refusal,
    ...(name === undefined ? {} : { field: renamed(name) }),
    ...(problems === undefined
      ? {}
      : { problems: problems.map((problem) => ({ ...problem, field: renamed(problem.field) })) }),
  };
}

const KINDS = {
  invoice: 'invoices',
  'credit-note': 'credit notes',
  prepayment: 'prepayment invoices',
  receipt: 'receipts',
} as const;

async function showInvoicing({ context, slug }: PageCall, state: FormState): Promise<Outcome> {
  const view = await loadInvoicing(context);
  const { invoicing, year, next } = view;
  const action = `/sites/${slug}/console/settings/invoices`;
  const body = (
    <>
      <Head
        title={invoicing.enabled ? 'Clients get invoices' : 'Clients get statements only'}
        lead="With invoices, each settlement issues an invoice and, for corrections of earlier ones, credit notes. They never change."
      />
      {!invoicing.enabled && <Missing view={view} slug={slug} />}
      <Form action={action} state={state} kind="wide">
        <div class="columns">
          <div>
            {field(state, 'enabled', 'Invoices', {
              value: invoicing.enabled ? 'yes' : 'no',
              options: [
                { value: 'no', label: 'Off: statements only' },
                { value: 'yes', label: 'On: from the next settlement of each client' },
              ],
            })}
            {field(state, 'prepayments', 'For a payment', {
              value: invoicing.prepayments,
              options: [
                { value: 'off', label: 'No document: the email is enough' },
                { value: 'receipt', label: 'A receipt, which is no invoice' },
                { value: 'invoice', label: 'A prepayment invoice with its tax' },
              ],
              hint: 'A prepayment invoice is for what goes beyond the debt. The later invoice deducts it.',
            })}
            {field(state, 'termDays', 'Days to pay', {
              value: String(invoicing.termDays),
              inputmode: 'numeric',
              maxlength: 3,
              hint: 'For what the client’s credit does not cover. 0: at once.',
            })}
            {field(state, 'footer', 'Footer', {
              value: invoicing.footer ?? '',
              rows: 2,
              hint: 'At the foot of every page, such as your bank and your register.',
            })}
          </div>
          <div>
            {INVOICE_KINDS.map((kind) => (
              <div class="row">
                {field(state, `prefix-${kind}`, `Prefix of ${KINDS[kind]}`, {
                  value: invoicing.prefixes[kind],
                  maxlength: 10,
                  required: true,
                  hint: `${invoicing.prefixes[kind]}${year}-${String(next[kind]).padStart(5, '0')}`,
                })}
                {field(state, `next-${kind}`, 'Next number', {
                  value: String(next[kind]),
                  inputmode: 'numeric',
                  maxlength: 9,
                  required: true,
                  hint: `In ${year}. Only upwards.`,
                })}
              </div>
            ))}
          </div>
        </div>
        <FormActions submit="Save" />
      </Form>
    </>
  );
  return { title: 'Invoices', body };
}

/** What must be there before invoices can be turned on. */
function Missing({ view: { missing }, slug }: { readonly view: InvoicingView; readonly slug: string }) {
  const [first] = missing;
  if (first === undefined) return <></>;
  return (
    <div class="flash">
      <p>
        {missing.length === 1 ? lackText(first) : 'Invoices need more about your business:'}{' '}
        <a href={`/sites/${slug}/console/settings/taxes`}>Taxes</a>
      </p>
      {missing.length > 1 && (
        <ul>
          {missing.map(({ reason }) => (
            <li>{reason}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
