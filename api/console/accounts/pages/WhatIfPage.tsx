import type { Child } from 'hono/jsx';
import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { Comparison, Outcome } from '../../../../src/accounts/whatIf.js';
import type { PolicyTerms } from '../../../../src/billing/policy/policy.js';
import type { SuspensionView } from '../../../../src/billing/policy/suspensionAt.js';
import { formatAmount } from '../../../../src/core/values/money.js';
import { DAY_MS, type Instant, localDateOf } from '../../../../src/core/values/zone.js';
import { SUSPENSION_WHY } from '../../../../src/ledger/loadHistory.js';
import type { PlanVersion } from '../../../../src/store/plans/plans.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Field, field, Form, Select, valueOf } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import { PolicyFields } from '../../policy/PolicyFields.js';
import type { ActionView } from '../action.js';
import { Day, formatDate, formatDay, plural } from '../list/format.js';
import { FromWhen } from '../new/FromWhen.js';
import { ChargesAhead } from './ChargesAhead.js';

export const IN_ADDITION = 'in-addition';
export const ALL_TRAFFIC = '*';

interface Choices {
  readonly plans: readonly PlanVersion[];
  readonly meters: readonly { readonly name: string; readonly unit: string }[];
  /** The suspension policy of all clients. */
  readonly policy: PolicyTerms;
}

/** The plans that an account is on today. */
export function currentPlans({ plans, timeZone }: AccountDetails, now: Instant): AccountDetails['plans'] {
  const today = localDateOf(now, timeZone);
  return plans.filter(({ fromDate, toDate }) => fromDate <= today && (toDate === null || toDate > today));
}

/** Assumed changes of an account and, once they are sent, what they would do beside what happens today. */
export function whatIfPage(view: ActionView, choices: Choices, compared?: Comparison): PageContent {
  const { account, back } = view;
  const body = (
    <>
      <Head
        title={`What if: ${account.name}`}
        lead={`Compare the account with another plan, limit, payment, traffic or suspension policy. Nothing is changed. Days and times are in ${account.timeZone}.`}
        up={{ href: back, label: account.name }}
      />
      {compared !== undefined && <Compared compared={compared} choices={choices} />}
      {compared === undefined ? (
        <Assumed view={view} choices={choices} />
      ) : (
        <section>
          <h2>Assumptions</h2>
          <Assumed view={view} choices={choices} />
        </section>
      )}
    </>
  );
  return { title: `What if: ${account.name}`, body };
}

function Assumed({ view, choices }: { readonly view: ActionView; readonly choices: Choices }) {
  const { account, state, action, back, call } = view;
  const { currency, period, timeZone } = account;
  const fitting = choices.plans.filter((plan) => plan.currency === currency);
  const current = currentPlans(account, call.now);
  return (
    <Form action={action} state={state}>
      <Select
        name="plan"
        label="Plan"
        state={state}
        options={[
          { value: '', label: 'No change' },
          ...fitting.map(({ planId, name, version }) => ({ value: planId, label: `${name} v${version}` })),
        ]}
      />
      <Select
        name="instead"
        label="Instead of"
        state={state}
        value={current[0]?.planId ?? IN_ADDITION}
        options={[
          ...current.map(({ planId, planName, version }) => ({
            value: planId,
            label: `${planName} v${version}`,
          })),
          { value: IN_ADDITION, label: 'In addition to the present plans' },
        ]}
      />
      <FromWhen state={state} next={`the next period, ${formatDay(period.endsAt, timeZone, call.now)}`} />
      {field(state, 'creditLimit', `Credit limit in ${currency}`, {
        hint: `Empty: stays at ${formatAmount(account.creditLimit, currency)}.`,
        inputmode: 'decimal',
        autocomplete: 'off',
        maxlength: 60,
      })}
      {field(state, 'paymentAmount', `Payment in ${currency}`, {
        inputmode: 'decimal',
        autocomplete: 'off',
        maxlength: 60,
      })}
      <Field
        name="paymentOn"
        label="Paid on"
        type="date"
        state={state}
        hint="Empty: today. A later payment counts from the start of its day."
      />
      {field(state, 'factor', 'Traffic, times', {
        hint: '2: twice as much. 0.5: half as much.',
        inputmode: 'decimal',
        autocomplete: 'off',
        maxlength: 60,
      })}
      <Select
        name="meter"
        label="Of"
        state={state}
        value={valueOf(state, 'meter') ?? ALL_TRAFFIC}
        options={[
          { value: ALL_TRAFFIC, label: 'All meters that add up' },
          ...choices.meters.map(({ name }) => ({ value: name, label: name })),
        ]}
      />
      <AssumedPolicy view={view} general={choices.policy} />
      <div class="actions">
        <button type="submit" class="first">
          Compare
        </button>
        <a class="button" href={back}>
          Back
        </a>
      </div>
    </Form>
  );
}

interface AssumedPolicyProps {
  readonly view: ActionView;
  readonly general: PolicyTerms;
}

function AssumedPolicy({ view: { account, state }, general }: AssumedPolicyProps) {
  const own = account.suspensionPolicy;
  return (
    <details class="fold" open={(valueOf(state, 'whose') ?? 'present') !== 'present'}>
      <summary>Suspension policy</summary>
      <Select
        name="whose"
        label="Policy"
        state={state}
        value={valueOf(state, 'whose') ?? 'present'}
        options={[
          { value: 'present', label: 'No change' },
          ...(own === null ? [] : [{ value: 'all', label: 'As for all clients (Settings, Suspension)' }]),
          { value: 'own', label: 'Own policy, as below' },
        ]}
      />
      <PolicyFields state={state} terms={own ?? general} currency={account.currency} />
    </details>
  );
}

const REASONS: Readonly<Record<SuspensionView['reason'], string>> = {
  ...SUSPENSION_WHY,
  hold: 'the hold',
  breaker: 'waits for you at the suspension breaker',
};

interface Row {
  readonly label: string;
  readonly today: Child;
  readonly whatIf: Child;
  readonly difference: string;
}

function Compared({ compared, choices }: { readonly compared: Comparison; readonly choices: Choices }) {
  const units = new Map(choices.meters.map(({ name, unit }) => [name, unit]));
  return (
    <section>
      <h2>Compared</h2>
      <table class="cards">
        <thead>
          <tr>
            <td />
            <th scope="col">Today</th>
            <th scope="col">What if</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(compared).map(({ label, today, whatIf, difference }) => (
            <tr>
              <th scope="row">{label}</th>
              <td data-label="Today">{today}</td>
              <td data-label="What if">{whatIf}</td>
              <td data-label="Difference">{difference}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ChargesAhead compared={compared} units={units} />
    </section>
  );
}

function rowsOf({ today, whatIf, currency, timeZone, asOf }: Comparison): Row[] {
  const dates = (label: string, dateOf: (outcome: Outcome) => Instant | null): Row => ({
    label,
    today: dateText(dateOf(today), timeZone, asOf),
    whatIf: dateText(dateOf(whatIf), timeZone, asOf),
    difference: daysBetween(dateOf(today), dateOf(whatIf)),
  });
  const amounts = (label: string, amountOf: (outcome: Outcome) => bigint | null): Row => {
    const [before, after] = [amountOf(today), amountOf(whatIf)];
    return {
      label: `${label} ${currency}`,
      today: before === null ? '–' : formatMoney(before, currency),
      whatIf: after === null ? '–' : formatMoney(after, currency),
      difference: before === null || after === null ? '–' : signed(after - before, currency),
    };
  };
  const states: Row[] =
    today.state === whatIf.state
      ? []
      : [{ label: 'State', today: today.state, whatIf: whatIf.state, difference: '' }];
  const whyOf = ({ suspensionReason: reason }: Outcome): string => (reason === null ? '–' : REASONS[reason]);
  const why: Row[] =
    today.suspensionReason === whatIf.suspensionReason
      ? []
      : [{ label: 'Reason', today: whyOf(today), whatIf: whyOf(whatIf), difference: '' }];
  return [
    ...states,
    amounts('Left before suspension', ({ headroom }) => headroom),
    dates('Limit date', ({ limitDate }) => limitDate),
    dates('Earliest limit date', ({ limitDateEarliest }) => limitDateEarliest),
    dates('Latest limit date', ({ limitDateLatest }) => limitDateLatest),
    dates('Suspension', ({ suspensionDate }) => suspensionDate),
    ...why,
    dates('Week notice', (outcome) => noticeAt(outcome, 'week')),
    dates('Day notice', (outcome) => noticeAt(outcome, 'day')),
    amounts('Per day', ({ pacePerDay }) => pacePerDay),
    amounts('Suggested top-up', ({ suggestedTopUp }) => suggestedTopUp),
    ...today.periods.map((period, index) =>
      amounts(`${formatDate(period.startDate)}: charges`, ({ periods }) => periods[index]?.total ?? null),
    ),
  ];
}

function noticeAt({ notices }: Outcome, wanted: 'week' | 'day'): Instant | null {
  return notices.find(({ kind }) => kind === wanted)?.at ?? null;
}

function dateText(at: Instant | null, timeZone: string, now: Instant): Child {
  return at === null ? '–' : <Day at={at} timeZone={timeZone} now={now} withTime />;
}

function daysBetween(before: Instant | null, after: Instant | null): string {
  if (before === null || after === null) return before === after ? 'none' : '–';
  const days = Math.round((after - before) / DAY_MS);
  if (days === 0) return Math.abs(after - before) < 60_000 ? 'none' : 'less than a day';
  return days > 0 ? `${plural(days, 'day')} later` : `${plural(-days, 'day')} earlier`;
}

export function signed(minor: bigint, currency: string): string {
  if (minor === 0n) return 'none';
  return minor > 0n ? `+${formatMoney(minor, currency)}` : formatMoney(minor, currency);
}
