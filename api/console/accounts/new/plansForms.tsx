import type { PlansOutlook, PlansPreview } from '../../../../src/plans/previewPlans.js';
import type { PlanVersion } from '../../../../src/store/plans/plans.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { Form } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import type { ActionView } from '../action.js';
import { Amount, formatDate, formatDay } from '../list/format.js';
import { FromWhen } from './FromWhen.js';

/** The choice of an account's plans and their start. */
export function accountPlansPage(view: ActionView, plans: readonly PlanVersion[]): PageContent {
  const { account, action, state, back, call } = view;
  const fitting = plans.filter(({ currency }) => currency === account.currency);
  const chosen = chosenOf(state) ?? currentOf(view);
  const reason = state.problems.find(({ field }) => field.startsWith('plans'))?.reason;
  const body = (
    <>
      <Head
        title={`Plans of ${account.name}`}
        lead="Select all plans of the account. You see a preview before anything changes."
        up={{ href: back, label: account.name }}
      />
      {fitting.length === 0 ? (
        <Empty>
          <p>
            There is no plan in {account.currency} yet.{' '}
            <a href={`/sites/${call.slug}/console/plans`}>Create one first.</a>
          </p>
        </Empty>
      ) : (
        <Form action={action} state={state}>
          <fieldset>
            <legend>Plans in {account.currency}</legend>
            {fitting.map(({ planId, name, version }) => (
              <label class="choice">
                <input type="checkbox" name="plans" value={planId} checked={chosen.has(planId)} />
                <span>
                  {name} <span class="quiet">v{version}</span>
                </span>
              </label>
            ))}
            {reason !== undefined && <span class="error">{reason}</span>}
          </fieldset>
          <FromWhen
            state={state}
            next={`the next period, ${formatDay(account.period.endsAt, account.timeZone, call.now)}`}
          />
          <div class="actions">
            <button type="submit" name="step" value="preview" class="first">
              Preview
            </button>
            <a class="button" href={back}>
              Cancel
            </a>
          </div>
        </Form>
      )}
    </>
  );
  return { title: `Plans of ${account.name}`, body };
}

function chosenOf({ values }: FormState): Set<string> | undefined {
  const sent = values['plans'];
  if (sent === undefined) return undefined;
  return new Set(typeof sent === 'string' ? [sent] : sent);
}

function currentOf({ account, call }: ActionView): Set<string> {
  const today = new Date(call.now).toISOString().slice(0, 10);
  return new Set(
    account.plans.filter(({ toDate }) => toDate === null || toDate > today).map(({ planId }) => planId),
  );
}

interface Wanted {
  readonly plans: readonly string[];
  readonly when: 'period' | 'date';
  readonly date?: string | undefined;
}

/** The confirmation before plans change: the current plans beside the new ones. */
export function plansPreviewPage(view: ActionView, preview: PlansPreview, wanted: Wanted): PageContent {
  const { account, action, back } = view;
  const { before, after, from, currency } = preview;
  const body = (
    <>
      <Head
        title={`Change plans of ${account.name} from ${formatDate(from)}?`}
        lead="Nothing has changed yet. Posted entries stay. Prepaid days that are cut off are credited."
        up={{ href: back, label: account.name }}
      />
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">Now</th>
            <th scope="col">After the change</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Plans</th>
            <td>
              <Plans outlook={before} />
            </td>
            <td>
              <Plans outlook={after} />
            </td>
          </tr>
          <tr>
            <th scope="row">Per day, {currency}</th>
            <td>
              <Amount minor={before.pacePerDay} currency={currency} />
            </td>
            <td>
              <Amount minor={after.pacePerDay} currency={currency} />
            </td>
          </tr>
          <tr>
            <th scope="row">Limit date</th>
            <td>{limitOf(before, view)}</td>
            <td>{limitOf(after, view)}</td>
          </tr>
          <tr>
            <th scope="row">Top-up for 30 days, {currency}</th>
            <td>
              <Amount minor={before.suggestedTopUp} currency={currency} />
            </td>
            <td>
              <Amount minor={after.suggestedTopUp} currency={currency} />
            </td>
          </tr>
        </tbody>
      </table>
      <form method="post" action={action}>
        {wanted.plans.map((plan) => (
          <input type="hidden" name="plans" value={plan} />
        ))}
        <input type="hidden" name="when" value={wanted.when} />
        <input type="hidden" name="date" value={wanted.date ?? ''} />
        <div class="actions">
          <button type="submit" name="step" value="do" class="first">
            Change plans
          </button>
          <a class="button" href={action}>
            Back
          </a>
          <a class="button" href={back}>
            Cancel
          </a>
        </div>
      </form>
    </>
  );
  return { title: `Plans of ${account.name}`, body };
}

function Plans({ outlook }: { readonly outlook: PlansOutlook }) {
  if (outlook.plans.length === 0) return <span class="quiet">none</span>;
  return (
    <>
      {outlook.plans.map(({ planName, version, fromDate, toDate }) => (
        <span class="line">
          {planName} v{version}
          <span class="sub">
            from {formatDate(fromDate)}
            {toDate !== null && ` until ${formatDate(toDate)}`}
          </span>
        </span>
      ))}
    </>
  );
}

function limitOf({ limitDate }: PlansOutlook, { account, call }: ActionView): string {
  return limitDate === null ? 'more than a year' : formatDay(limitDate, account.timeZone, call.now);
}
