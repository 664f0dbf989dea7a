import { z } from '@hono/zod-openapi';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { changeSite, loadSettings } from '../../../src/sites/manageSites.js';
import {
  definePage,
  type FormState,
  type Outcome,
  type PageCall,
  redirectTo,
  UNTOUCHED,
} from '../../web/page.js';
import {
  onParticularsForm,
  particularsFields,
  particularsOf,
} from '../../web/particulars/particularsForm.js';
import { AddressFields, IdFields } from '../../web/particulars/ParticularsFields.js';
import { field, Form, FormActions } from '../../web/parts/forms.js';
import { Head } from '../../web/parts/parts.js';
import { formatRules, parseRules } from './ruleText.js';

const PATH = '/sites/{slug}/console/settings/taxes';
// The particulars say who is paid, so an impersonator may not change them.
const own = { path: PATH, access: 'settings.write' } as const;

const taxForm = z.strictObject({
  ...particularsFields,
  seller: z.enum(['', 'registered', 'small-business']),
  oss: z.enum(['yes', 'no']),
  rules: z.string().max(5_000),
});

/** Who the owner is on invoices, and how taxes are decided. */
export const taxPages = [
  definePage({ ...own, method: 'get', handle: (call) => showTaxes(call, UNTOUCHED) }),
  definePage({
    ...own,
    method: 'post',
    form: taxForm,
    handle: async ({ context, form, slug }) => {
      const { seller, oss, rules: text, ...particulars } = form;
      const rules = parseRules(text);
      if (isRefusal(rules)) return rules;
      const changed = await changeSite(context, context.siteId, {
        settings: {
          particulars: particularsOf(particulars),
          taxPolicy: seller === '' ? null : { seller, oss: oss === 'yes', rules },
        },
      });
      if (isRefusal(changed)) return onTaxForm(changed);
      return redirectTo(
        `/sites/${slug}/console/settings/taxes`,
        'Saved. The taxes of your clients follow in a moment.',
      );
    },
    onError: showTaxes,
  }),
];

async function showTaxes({ context, slug }: PageCall, state: FormState): Promise<Outcome> {
  const { particulars = {}, taxPolicy = null } = await loadSettings(context, context.siteId);
  const action = `/sites/${slug}/console/settings/taxes`;
  const body = (
    <>
      <Head
        title={
          taxPolicy === null ? 'You set the tax of each client by hand' : 'Taxes are decided for each client'
        }
        lead="Who you are on invoices, and what tax your clients bear."
      />
      <Form action={action} state={state} kind="wide">
        <div class="columns">
          <div>
            <h2>Your particulars</h2>
            <AddressFields state={state} particulars={particulars} hasCountry />
            <IdFields state={state} particulars={particulars} />
          </div>
          <div>
            <h2>Tax</h2>
            {field(state, 'seller', 'Tax of clients without a tax of their own', {
              options: SELLERS,
              value: taxPolicy?.seller ?? '',
              hint: 'Decided by the country of both, by who the client is, and by the VAT id, for each charge when it is posted.',
            })}
            {field(state, 'oss', 'Consumers in other EU countries', {
              options: CONSUMERS,
              value: taxPolicy?.oss === true ? 'yes' : 'no',
            })}
            {field(state, 'rules', 'Your own rules', {
              value: formatRules(taxPolicy?.rules ?? []),
              rows: 6,
              hint: RULES_HINT,
            })}
          </div>
        </div>
        <FormActions submit="Save" />
      </Form>
    </>
  );
  return { title: 'Taxes', body };
}

const SELLERS = [
  { value: '', label: 'none: set by hand for each client' },
  { value: 'registered', label: 'decided: I charge VAT' },
  { value: 'small-business', label: 'decided: small business, I charge no VAT' },
];

const CONSUMERS = [
  { value: 'no', label: 'bear the rate of your country' },
  { value: 'yes', label: 'bear the rate of theirs (One-Stop Shop)' },
];

const RULES_HINT = (
  <>
    One a line; the first that fits decides. <code>country=CH rate=8.1</code>,{' '}
    <code>charge=domain category=E reason=VATEX-EU-79-C</code>,{' '}
    <code>country=other buyer=business category=O</code>.
  </>
);

/** A rule at fault is shown beside the text of all. */
function onTaxForm(refusal: Refusal): Refusal {
  const [, line, part] = /^settings\.taxPolicy\.rules\[(\d+)\]\.?(.*)$/.exec(refusal.field ?? '') ?? [];
  if (line === undefined) return onParticularsForm(refusal);
  return { ...refusal, detail: `rule ${Number(line) + 1}: ${part ?? ''} ${refusal.detail}`, field: 'rules' };
}
