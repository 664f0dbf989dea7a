import type { Visitor } from '../../../src/auth/index.js';
import type { PlanVersion } from '../../../src/operations/index.js';
import type { FormState, Shown } from '../../site/page.js';
import { Field, Form, Select, TextArea } from '../../site/pages/forms.js';
import { Empty, Head } from '../../site/pages/parts.js';

interface NewAccountProps {
  readonly visitor: Visitor;
  readonly state: FormState;
  readonly plans: readonly PlanVersion[];
  readonly key: string;
  readonly usual: { readonly currency: string; readonly timeZone: string };
}

/** A client, their site and their plan, in one form. */
export function newAccountPage(props: NewAccountProps): Shown {
  const { visitor, state, plans, key } = props;
  const base = `/sites/${visitor.site.slug}/console/`;
  const body = (
    <>
      <Head
        title="Open an account for a client"
        lead="It pays for one site to begin with; more can be added. Start-up and advance charges of the plan are posted at once."
        up={{ href: base, label: 'Accounts' }}
      />
      {plans.length === 0 && (
        <Empty>
          <p>
            There is no plan yet, so the account would cost nothing.{' '}
            <a href={`${base}plans`}>Devise a plan first</a>, or open it now and put it on a plan later.
          </p>
        </Empty>
      )}
      <Form action={`${base}accounts/new`} state={state} kind="wide">
        <input type="hidden" name="key" value={key} />
        <div class="columns">
          <div>
            <h2>The client</h2>
            <ClientFields state={state} />
            <h2>Their site</h2>
            <SiteFields state={state} />
          </div>
          <div>
            <h2>The plan and the money</h2>
            <MoneyFields {...props} />
          </div>
        </div>
        <div class="actions">
          <button type="submit" class="first">
            Open the account
          </button>
          <a class="button" href={base}>
            Cancel
          </a>
        </div>
      </Form>
    </>
  );
  return { title: 'Open an account', body };
}

function ClientFields({ state }: { readonly state: FormState }) {
  return (
    <>
      <Field name="name" label="Client" state={state} maxlength={200} autocomplete="off" required autofocus />
      <Field
        name="email"
        label="E-mail"
        type="email"
        state={state}
        hint="Warnings, receipts and statements go there."
        maxlength={254}
        autocomplete="off"
        required
      />
      <Field
        name="language"
        label="Language of their letters"
        state={state}
        value="en"
        hint="en or de."
        maxlength={35}
        autocomplete="off"
        required
      />
    </>
  );
}

function SiteFields({ state }: { readonly state: FormState }) {
  return (
    <>
      <Field
        name="siteName"
        label="Name of the site"
        state={state}
        maxlength={200}
        autocomplete="off"
        required
      />
      <Field
        name="siteSlug"
        label="Short name"
        state={state}
        hint="Small letters, digits and hyphens: it stands in addresses."
        maxlength={63}
        autocomplete="off"
        required
      />
      <TextArea
        name="hostnames"
        label="Hosts"
        state={state}
        hint="One a line: www.fenwick.example. The gate knows the site by them."
      />
    </>
  );
}

const INTERVALS = [
  { value: '1', label: 'a month' },
  { value: '3', label: '3 months' },
  { value: '12', label: 'a year' },
];

function MoneyFields({ state, plans, usual }: NewAccountProps) {
  const options = [
    { value: '', label: 'none yet' },
    ...plans.map(({ planId, name, version, currency }) => ({
      value: planId,
      label: `${name} v${version}, ${currency}`,
    })),
  ];
  return (
    <>
      <Select name="plan" label="Plan" state={state} options={options} value={plans[0]?.planId} />
      <Field
        name="currency"
        label="Currency"
        state={state}
        value={usual.currency}
        hint="The plan’s; it stays as it is."
        maxlength={3}
        autocomplete="off"
        required
      />
      <Field
        name="creditLimit"
        label="Credit limit (optional)"
        state={state}
        hint="How far they may owe. Left empty: the plan’s, or nothing."
        inputmode="decimal"
        maxlength={60}
        autocomplete="off"
      />
      <Field
        name="timeZone"
        label="Time zone"
        state={state}
        value={usual.timeZone}
        hint="Their days and periods begin at its midnight: Europe/London."
        maxlength={64}
        autocomplete="off"
        required
      />
      <Field
        name="billingDay"
        label="Billing day"
        state={state}
        value="1"
        hint="1 to 31; in shorter months the last day."
        inputmode="numeric"
        maxlength={2}
        autocomplete="off"
        required
      />
      <Select name="intervalMonths" label="A period is" state={state} options={INTERVALS} value="1" />
      <Field
        name="taxName"
        label="Tax (optional)"
        state={state}
        hint="What it is called on statements: VAT."
        maxlength={20}
        autocomplete="off"
      />
      <Field
        name="taxPercent"
        label="Tax in percent (optional)"
        state={state}
        hint="19 or 7.7."
        inputmode="decimal"
        maxlength={20}
        autocomplete="off"
      />
    </>
  );
}
