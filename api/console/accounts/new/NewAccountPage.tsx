import type { Session } from '../../../../src/auth/sessions/session.js';
import type { PlanVersion } from '../../../../src/store/plans/plans.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { field, Form, FormActions, reasonOf } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { formatMajor } from '../list/format.js';
import type { AccountDraft, SiteDraft } from '../newAccountDraft.js';
import { ClientFields, TaxFields } from './clientFields.js';

interface NewAccountProps {
  readonly session: Session;
  readonly draft: AccountDraft;
  readonly state: FormState;
  readonly plans: readonly PlanVersion[];
  /** The default credit limit, used if neither the account nor its plan sets one; empty: 0. */
  readonly defaultLimit: string;
  /** How far the client would be beyond the limit when the account is opened. */
  readonly short?: string | undefined;
  readonly key: string;
}

export const OPEN_ANYWAY = 'open anyway';

/** A client, their sites, their plans and their first payment, in one form. */
export function newAccountPage(props: NewAccountProps): PageContent {
  const { session, draft, state, plans, short, key } = props;
  const base = `/sites/${session.site.slug}/console/`;
  const action = `${base}accounts/new`;
  const body = (
    <>
      <Head
        title="New client"
        lead="Enter the client, their sites, the plans and the first payment."
        up={{ href: base, label: 'Clients' }}
      />
      {plans.length === 0 && (
        <Empty>
          <p>
            There is no plan yet, so the account costs nothing.{' '}
            <a href={`${base}plans/new`}>Create a plan first</a>, or open the account now and add a plan
            later.
          </p>
        </Empty>
      )}
      {state.problems.length > 0 && (
        <p class="flash bad" role="alert">
          {formatFaultCount(state.problems.length)} The account was not opened.
        </p>
      )}
      <Form action={action} state={state} kind="wide">
        <input type="hidden" name="key" value={key} />
        {short !== undefined && <AtOnce short={short} name={draft.name} />}
        <div class="columns">
          <div>
            <h2>The client</h2>
            <ClientFields state={state} client={draft} />
            <h2 id="sites">Sites</h2>
            <SitesFields {...props} action={action} />
          </div>
          <div>
            <h2>Plans</h2>
            <PlanFields {...props} />
            <h2>Billing</h2>
            <MoneyFields {...props} />
            <h2>First payment</h2>
            <OpeningFields {...props} />
          </div>
        </div>
        <FormActions submit="Open account" back={base} />
      </Form>
    </>
  );
  return { title: 'New client', body };
}

/** The effect of opening the account, shown before it is opened. */
function AtOnce({ short, name }: { readonly short: string; readonly name: string }) {
  return (
    <section class="careful" role="alert">
      {/* The Enter key presses the first button of a form, so the suspending button is not first. */}
      <button type="submit" class="hidden" tabindex={-1} aria-hidden="true">
        Open account
      </button>
      <h2>Would be suspended at once</h2>
      <p>
        Setup fees and fees in advance are charged at once: {name} would be beyond the credit limit by{' '}
        <strong>{short}</strong>. The account was not opened. Enter a first payment or a higher credit limit
        below, or open the account anyway.
      </p>
      <input type="hidden" name="short" value={short} />
      <button type="submit" name="act" value={OPEN_ANYWAY}>
        Open and suspend
      </button>
    </section>
  );
}

function formatFaultCount(count: number): string {
  return count === 1 ? 'Fix 1 field below.' : `Fix ${count} fields below.`;
}

function SitesFields({ draft, state, action }: NewAccountProps & { readonly action: string }) {
  const sites = draft.sites.length === 0 ? [{ name: '', slug: '', hostnames: '' }] : draft.sites;
  return (
    <>
      {sites.map((site, index) => (
        <SiteFields site={site} index={index} count={sites.length} state={state} action={action} />
      ))}
      <p class="adders">
        <button
          type="submit"
          name="act"
          value="add site"
          class="small"
          formaction={`${action}#sites`}
          formnovalidate
        >
          Add another site
        </button>
      </p>
    </>
  );
}

interface SiteProps {
  readonly site: SiteDraft;
  readonly index: number;
  readonly count: number;
  readonly state: FormState;
  readonly action: string;
}

function SiteFields({ site, index, count, state, action }: SiteProps) {
  const path = `sites[${index}]`;
  const nth = count === 1 ? '' : ` ${index + 1}`;
  return (
    <fieldset class="line">
      <legend class={count === 1 ? 'hidden' : undefined}>Site {index + 1}</legend>
      {field(state, `${path}.name`, `Name of the site${nth}`, {
        value: site.name,
        maxlength: 200,
        autocomplete: 'off',
      })}
      {field(state, `${path}.slug`, `Short name${nth}`, {
        value: site.slug,
        hint: 'Used in web addresses: lower-case letters, digits and hyphens. If empty, it is made from the name.',
        maxlength: 63,
        autocomplete: 'off',
      })}
      {field(state, `${path}.hostnames`, `Hosts${nth}`, {
        value: site.hostnames,
        rows: 2,
        hint: 'One host name per line, such as www.fenwick.example.',
      })}
      {count > 1 && (
        <button
          type="submit"
          name="act"
          value={`remove site ${index}`}
          class="small"
          formaction={`${action}#sites`}
          formnovalidate
        >
          Remove<span class="hidden"> site {index + 1}</span>
        </button>
      )}
    </fieldset>
  );
}

const INTERVALS = [
  { value: '1', label: 'a month' },
  { value: '3', label: '3 months' },
  { value: '12', label: 'a year' },
];

function PlanFields({ draft, state, plans }: NewAccountProps) {
  const reason = reasonOf(state, 'plans');
  return (
    <>
      {plans.length > 0 && (
        <fieldset aria-describedby={reason === undefined ? undefined : 'plans-error'}>
          <legend>Plans (all in the same currency)</legend>
          {plans.map(({ planId, name, version, currency }) => (
            <label class="choice">
              <input type="checkbox" name="plans" value={planId} checked={draft.plans.includes(planId)} />
              <span>
                {name}{' '}
                <span class="quiet">
                  v{version}, {currency}
                </span>
              </span>
            </label>
          ))}
          {reason !== undefined && (
            <span class="error" id="plans-error">
              {reason.charAt(0).toUpperCase() + reason.slice(1)}.
            </span>
          )}
        </fieldset>
      )}
      <div class="row">
        {field(state, 'billingDay', 'Billing day', {
          value: draft.billingDay,
          hint: '1 to 31. In shorter months: the last day.',
          inputmode: 'numeric',
          maxlength: 2,
          autocomplete: 'off',
          required: true,
        })}
        {field(state, 'intervalMonths', 'Billing period', {
          options: INTERVALS,
          value: draft.intervalMonths,
        })}
      </div>
    </>
  );
}

function MoneyFields({ draft, state, defaultLimit }: NewAccountProps) {
  const otherwise = defaultLimit === '' ? '0.00' : formatMajor(defaultLimit);
  return (
    <>
      <div class="row">
        {field(state, 'currency', 'Currency', {
          value: draft.currency,
          hint: 'Must be the currency of the plans. It cannot be changed later.',
          maxlength: 3,
          autocomplete: 'off',
          required: true,
        })}
        {field(state, 'timeZone', 'Time zone', {
          value: draft.timeZone,
          hint: 'Days begin at midnight in this time zone. Example: Europe/London.',
          maxlength: 64,
          autocomplete: 'off',
          required: true,
        })}
      </div>
      {field(state, 'creditLimit', 'Credit limit (optional)', {
        value: draft.creditLimit,
        hint: (
          <>
            How much the client may owe before the site is suspended. 0.00: prepaid. 100.00: may owe 100.
            −20.00: must always keep 20. Empty: the limit of the plan, or {otherwise}.
          </>
        ),
        inputmode: 'decimal',
        maxlength: 60,
        autocomplete: 'off',
      })}
      <TaxFields
        state={state}
        names={{ name: 'tax.name', percent: 'tax.percent' }}
        tax={draft.tax}
        hint="Such as VAT."
      />
    </>
  );
}

function OpeningFields({ draft: { openingPayment }, state }: NewAccountProps) {
  return (
    <>
      <div class="row">
        {field(state, 'openingPayment.amount', 'First payment (optional)', {
          value: openingPayment.amount,
          inputmode: 'decimal',
          maxlength: 60,
          autocomplete: 'off',
        })}
        {field(state, 'openingPayment.method', 'Method', {
          value: openingPayment.method,
          maxlength: 32,
          autocomplete: 'off',
        })}
        {field(state, 'openingPayment.reference', 'Reference', {
          value: openingPayment.reference,
          maxlength: 200,
          autocomplete: 'off',
        })}
      </div>
      <p class="small quiet">
        Setup fees and fees in advance are charged at once. Without a first payment, a prepaid client is
        suspended on the first day.
      </p>
    </>
  );
}
