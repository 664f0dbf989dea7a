import { z } from '@hono/zod-openapi';
import { letPolicyDecide, loadTaxedByHand, TAXES_AT_ONCE } from '../../../src/accounts/decideTaxes.js';
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
import { Confirm, field, Form, FormActions } from '../../web/parts/forms.js';
import { counted, Head } from '../../web/parts/parts.js';
import { formatRules, parseRules } from './ruleText.js';

const PATH = '/sites/{slug}/console/settings/taxes';
// The particulars say who is paid, so an impersonator may not change them.
const own = { path: PATH, access: 'settings.write' } as const;

const deciding = { path: `${PATH}/decide`, access: 'accounts.write' } as const;

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
  definePage({ ...deciding, method: 'get', handle: (call) => askToDecide(call, UNTOUCHED) }),
  definePage({
    ...deciding,
    method: 'post',
    handle: async ({ context, slug }) => {
      const changed = await letPolicyDecide(context);
      if (isRefusal(changed)) return changed;
      const base = `/sites/${slug}/console/settings/taxes`;
      return redirectTo(base, `The tax of ${clientsOf(changed)} is now decided.`);
    },
    onError: askToDecide,
  }),
];

async function askToDecide({ context, slug }: PageCall, state: FormState): Promise<Outcome> {
  const found = await loadTaxedByHand(context, TAXES_AT_ONCE);
  const base = `/sites/${slug}/console/settings/taxes`;
  const count = Math.min(found.length, TAXES_AT_ONCE);
  const body = (
    <Confirm
      question={`Let the tax of ${clientsOf(count)} be decided?`}
      effects={[
        'Their taxes by hand are removed. What is charged from now on bears the tax that is decided.',
        'What was charged before stays as it is.',
        found.length > count
          ? 'There are more: do it again for the next ones.'
          : 'Limit dates follow in a moment.',
      ]}
      action={`${base}/decide`}
      button="Let it be decided"
      back={base}
      state={state}
    />
  );
  return { title: 'Taxes', body };
}

function clientsOf(count: number): string {
  return count === 1 ? 'one client' : `${count} clients`;
}

/** The clients whose tax by hand the policy does not touch. */
function ByHand({ found, slug, mayChange }: ByHandProps) {
  const shown = found.slice(0, BY_HAND_SHOWN);
  const base = `/sites/${slug}/console`;
  return (
    <section>
      <h2>
        {found.length > BY_HAND_SHOWN ? 'Clients' : counted(found.length, 'client', 'clients')} with a tax by
        hand
      </h2>
      <p>A tax by hand always wins. {found.length > BY_HAND_SHOWN && `The first ${BY_HAND_SHOWN} are:`}</p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col">Tax</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((account) => (
            <tr>
              <td>
                <a href={`${base}/accounts/${account.id}`}>{account.name}</a>
              </td>
              <td data-label="Tax">
                {account.taxName} {account.taxPercent} % {account.taxCategory}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {mayChange && (
        <div class="actions">
          <a class="button" href={`${base}/settings/taxes/decide`}>
            Let all of them be decided …
          </a>
        </div>
      )}
    </section>
  );
}

interface ByHandProps {
  readonly found: Awaited<ReturnType<typeof loadTaxedByHand>>;
  readonly slug: string;
  readonly mayChange: boolean;
}

const BY_HAND_SHOWN = 20;

async function showTaxes({ context, slug, session }: PageCall, state: FormState): Promise<Outcome> {
  const { particulars = {}, taxPolicy = null } = await loadSettings(context, context.siteId);
  const byHand = taxPolicy === null ? [] : await loadTaxedByHand(context, BY_HAND_SHOWN);
  const mayChange = session.permissions.has('accounts.write');
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
      {byHand.length > 0 && <ByHand found={byHand} slug={slug} mayChange={mayChange} />}
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
