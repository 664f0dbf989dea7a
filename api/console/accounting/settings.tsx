import { z } from '@hono/zod-openapi';
import {
  type AccountingChange,
  changeAccounting,
  loadAccounting,
} from '../../../src/accounting/changeAccounting.js';
import { type Accounting, accountsOf, EXPORT_FORMATS } from '../../../src/billing/accounting/accounting.js';
import { CHARTS } from '../../../src/billing/accounting/charts.js';
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
import { formatMap, parseMap } from './mapText.js';

const PATH = '/sites/{slug}/console/settings/accounting';
const open = { path: PATH, access: 'settings.write', impersonation: 'open' } as const;

const whole = z
  .string()
  .trim()
  .regex(/^\d{0,9}$/, 'must be a whole number')
  .transform(Number);
const map = z.string().max(20_000);
const chosen = z.literal('yes').optional();

const form = z.strictObject({
  chart: z.enum(['', ...CHARTS]),
  accounts: map,
  debtorMode: z.enum(['collective', 'numbered']),
  debtorStart: whole,
  ...{ journal: chosen, taxes: chosen, datev: chosen, xero: chosen, quickbooks: chosen },
  dateOrder: z.enum(['DMY', 'MDY']),
  consultant: whole,
  client: whole,
  yearStart: z.string().trim().max(5),
  accountLength: whole,
  currency: z.string().trim().toUpperCase().max(3),
  locked: z.enum(['yes', 'no']),
  taxKeys: map,
  xeroTaxRates: map,
  quickBooksSales: z.enum(['journal', 'invoices']),
  quickBooksTaxCodes: map,
});
type SettingsForm = z.infer<typeof form>;

/** How the ledger is booked by the accounting office. */
export const accountingSettingsPages = [
  definePage({
    ...open,
    method: 'get',
    query: z.strictObject({ missing: z.string().max(2_000).optional() }),
    handle: (call) => showSettings(call, UNTOUCHED, (call.query.missing ?? '').split(' ').filter(Boolean)),
  }),
  definePage({
    ...open,
    method: 'post',
    form,
    handle: async ({ context, form, slug }) => {
      const change = changeOf(form);
      if (isRefusal(change)) return change;
      const changed = await changeAccounting(context, change);
      if (isRefusal(changed)) return onForm(changed);
      return redirectTo(`/sites/${slug}/console/settings/accounting`, 'Saved.');
    },
    onError: (call, state) => showSettings(call, state),
  }),
];

function changeOf(form: SettingsForm): AccountingChange | Refusal {
  const accounts = parseMap(form.accounts, 'accounts');
  if (isRefusal(accounts)) return accounts;
  const taxKeys = parseMap(form.taxKeys, 'taxKeys');
  if (isRefusal(taxKeys)) return taxKeys;
  const xeroTaxRates = parseMap(form.xeroTaxRates, 'xeroTaxRates');
  if (isRefusal(xeroTaxRates)) return xeroTaxRates;
  const quickBooksTaxCodes = parseMap(form.quickBooksTaxCodes, 'quickBooksTaxCodes');
  if (isRefusal(quickBooksTaxCodes)) return quickBooksTaxCodes;
  const { consultant, client, yearStart, accountLength, currency } = form;
  return {
    chart: form.chart === '' ? null : form.chart,
    ...{ accounts, xeroTaxRates, quickBooksTaxCodes },
    debtors: { mode: form.debtorMode, start: form.debtorStart },
    formats: EXPORT_FORMATS.filter((format) => form[format] === 'yes'),
    dateOrder: form.dateOrder,
    datev: { consultant, client, yearStart, accountLength, currency, locked: form.locked === 'yes', taxKeys },
    quickBooksSales: form.quickBooksSales,
  };
}

/** The operation names `datev.client` or one line of a map; the form has one field for each. */
function onForm(refusal: Refusal): Refusal {
  const { field: name = '', detail } = refusal;
  const [, group = '', rest = ''] = /^(\w+)(?:\.(.*))?$/.exec(name) ?? [];
  if (group === 'debtors')
    return { ...refusal, field: 'debtorStart', problems: [{ field: 'debtorStart', reason: detail }] };
  const plain = group === 'datev' ? rest.replace(/\..*$/, '') : group;
  const line = group === 'datev' ? rest.slice(plain.length + 1) : rest;
  const reason = line === '' ? detail : `${line}: ${detail}`;
  return { refused: 'invalid', detail: reason, field: plain, problems: [{ field: plain, reason }] };
}

async function showSettings(
  { context, slug }: PageCall,
  state: FormState,
  missing: readonly string[] = [],
): Promise<Outcome> {
  const settings = await loadAccounting(context);
  const base = `/sites/${slug}/console`;
  const body = (
    <>
      <Head
        title="Accounts and formats of your accounting office"
        lead={
          <>
            What is not named here is never guessed: the <a href={`${base}/accounting`}>month</a> says what it
            needs.
          </>
        }
      />
      <Form action={`${base}/settings/accounting`} state={state} kind="wide">
        <div class="columns">
          <AccountsPart settings={settings} state={state} missing={missing} />
          <div>
            <FormatsPart settings={settings} state={state} />
            <DatevPart settings={settings} state={state} />
            <OthersPart settings={settings} state={state} />
          </div>
        </div>
        <FormActions submit="Save" />
      </Form>
      <ChartTable settings={settings} />
    </>
  );
  return { title: 'Accounting', body };
}

interface PartProps {
  readonly settings: Accounting;
  readonly state: FormState;
}

function AccountsPart({ settings, state, missing }: PartProps & { readonly missing: readonly string[] }) {
  const { chart, accounts, debtors } = settings;
  const open = missing.filter((key) => !Object.hasOwn(accounts, key)).map((key) => `${key} = `);
  return (
    <div>
      <h2>Accounts</h2>
      {field(state, 'chart', 'Chart to begin with', { value: chart ?? '', options: CHART_OPTIONS })}
      {field(state, 'accounts', 'Your own accounts', {
        value: [formatMap(accounts), ...open].filter((line) => line !== '').join('\n'),
        rows: 14,
        hint: ACCOUNTS_HINT,
      })}
      {field(state, 'debtorMode', 'Clients', {
        value: debtors.mode,
        options: [
          { value: 'collective', label: 'all on the account of receivables' },
          { value: 'numbered', label: 'each with a number of its own' },
        ],
      })}
      {field(state, 'debtorStart', 'First number', {
        value: String(debtors.start),
        inputmode: 'numeric',
        maxlength: 9,
        hint: 'A client gets the next number when a month with its bookings is exported, and keeps it.',
      })}
    </div>
  );
}

const CHART_OPTIONS = [
  { value: '', label: 'none: only your own accounts' },
  { value: 'skr03', label: 'SKR03 (Germany)' },
  { value: 'skr04', label: 'SKR04 (Germany)' },
  { value: 'plain', label: 'a plain chart' },
];

const ACCOUNTS_HINT = (
  <>
    One a line. They come before those of the chart: <code>revenue/home/19 = 8400</code>,{' '}
    <code>revenue/home/19:domain = 8410</code> for one category of charges, <code>tax/oss/FR = 1728</code>,{' '}
    <code>cash/paypal = 1361</code>.
  </>
);

function FormatsPart({ settings, state }: PartProps) {
  return (
    <>
      <h2>The month’s folder</h2>
      <fieldset>
        <legend>Files beside the documents</legend>
        {EXPORT_FORMATS.map((format) => (
          <label class="choice">
            <input type="checkbox" name={format} value="yes" checked={settings.formats.includes(format)} />{' '}
            {FORMAT_LABELS[format]}
          </label>
        ))}
      </fieldset>
      {field(state, 'dateOrder', 'Days in files for Xero and QuickBooks', {
        value: settings.dateOrder,
        options: [
          { value: 'DMY', label: '30/11/2026' },
          { value: 'MDY', label: '11/30/2026' },
        ],
      })}
    </>
  );
}

export const FORMAT_LABELS = {
  journal: 'Journal (CSV)',
  taxes: 'Taxes (CSV)',
  datev: 'DATEV',
  xero: 'Xero',
  quickbooks: 'QuickBooks Online',
} as const;

function DatevPart({ settings: { datev }, state }: PartProps) {
  const number = (value: number): string => (value === 0 ? '' : String(value));
  return (
    <>
      <h2>DATEV</h2>
      <div class="row">
        {field(state, 'consultant', 'Consultant number', {
          value: number(datev.consultant),
          inputmode: 'numeric',
          maxlength: 7,
        })}
        {field(state, 'client', 'Client number', {
          value: number(datev.client),
          inputmode: 'numeric',
          maxlength: 5,
        })}
      </div>
      <div class="row">
        {field(state, 'yearStart', 'Fiscal year begins', {
          value: datev.yearStart,
          maxlength: 5,
          hint: 'Month and day: 01-01.',
        })}
        {field(state, 'accountLength', 'Digits of accounts', {
          value: String(datev.accountLength),
          inputmode: 'numeric',
          maxlength: 1,
        })}
      </div>
      <div class="row">
        {field(state, 'currency', 'Currency of the books', { value: datev.currency, maxlength: 3 })}
        {field(state, 'locked', 'Festschreibung', {
          value: datev.locked ? 'yes' : 'no',
          options: [
            { value: 'no', label: 'no: the office may change bookings' },
            { value: 'yes', label: 'yes: locked once imported' },
          ],
        })}
      </div>
      {field(state, 'taxKeys', 'Tax keys (BU-Schlüssel)', {
        value: formatMap(datev.taxKeys),
        rows: 3,
        hint: (
          <>
            By treatment, for accounts that do not work the tax out by themselves: <code>home/19 = 3</code>.
          </>
        ),
      })}
    </>
  );
}

function OthersPart({ settings: { xeroTaxRates, quickBooksTaxCodes, quickBooksSales }, state }: PartProps) {
  return (
    <>
      <h2>Xero</h2>
      {field(state, 'xeroTaxRates', 'Names of tax rates', {
        value: formatMap(xeroTaxRates),
        rows: 4,
        hint: (
          <>
            As Xero shows them, by treatment: <code>home/20 = 20% (VAT on Income)</code>. <code>none</code> is
            for what bears no tax, such as write-offs.
          </>
        ),
      })}
      <h2>QuickBooks Online</h2>
      {field(state, 'quickBooksSales', 'Invoices', {
        value: quickBooksSales,
        options: [
          { value: 'journal', label: 'as journal entries' },
          { value: 'invoices', label: 'as invoices' },
        ],
      })}
      {field(state, 'quickBooksTaxCodes', 'Names of tax codes', {
        value: formatMap(quickBooksTaxCodes),
        rows: 3,
        hint: 'Only for invoices.',
      })}
    </>
  );
}

/** The accounts that hold now, the chart's and the owner's. */
function ChartTable({ settings }: { readonly settings: Accounting }) {
  const accounts = Object.entries(accountsOf(settings)).sort(([one], [other]) => (one < other ? -1 : 1));
  if (accounts.length === 0) return <></>;
  return (
    <section>
      <h2>Accounts that hold now</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Account</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map(([key, account]) => (
            <tr>
              <td data-label="Key">
                <code>{key}</code>
              </td>
              <td data-label="Account">{account}</td>
              <td data-label="From">{Object.hasOwn(settings.accounts, key) ? 'your own' : 'the chart'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
