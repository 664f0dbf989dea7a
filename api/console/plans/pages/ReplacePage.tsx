import type { ReplacementForecast } from '../../../../src/plans/foreseeReplacement.js';
import { formatQuantity } from '../../../../src/core/values/quantity.js';
import type { PlanVersion } from '../../../../src/store/plans/plans.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { Confirm, field, FormActions } from '../../../web/parts/forms.js';
import { counted, Head } from '../../../web/parts/parts.js';
import { formatDate } from '../../accounts/list/format.js';
import { FromWhen } from '../../accounts/new/FromWhen.js';
import type { MeterChoice } from '../planDraft.js';
import { meterNamed, usedQuantity } from '../../usage/quantities.js';

interface AskProps {
  readonly plan: PlanVersion;
  readonly slug: string;
  readonly others: readonly PlanVersion[];
  readonly state: FormState;
}

/** The choice of the replacing plan and its start. */
export function askReplacementPage({ plan, slug, others, state }: AskProps): PageContent {
  const path = `/sites/${slug}/console/plans/${plan.planId}`;
  const body = (
    <>
      <Head
        title={`Replace ${plan.name} for all accounts`}
        lead="You see a preview before anything changes."
        up={{ href: path, label: plan.name }}
      />
      {state.complaint !== undefined && (
        <p class="flash bad" role="alert">
          {state.complaint}
        </p>
      )}
      <form method="get" action={`${path}/replace`} class="fields">
        {field(state, 'with', 'New plan', {
          options: [
            { value: plan.planId, label: `${plan.name}, the newest version (${plan.version})` },
            ...others.map(({ planId, name, version }) => ({
              value: planId,
              label: `${name} (version ${version})`,
            })),
          ],
        })}
        <FromWhen state={state} next="the start of the next period of each account" />
        <FormActions submit="Preview" back={path} />
      </form>
    </>
  );
  return { title: `Replace ${plan.name}`, body };
}

interface ForecastProps {
  readonly forecast: ReplacementForecast;
  readonly slug: string;
  readonly effective: string;
  readonly meters: readonly MeterChoice[];
  readonly key: string;
}

/** The effect of replacing the plan for all accounts, shown before it is done. */
export function replacementPage({ forecast, slug, effective, meters, key }: ForecastProps): PageContent {
  const { from, to, accounts } = forecast;
  const path = `/sites/${slug}/console/plans/${from.planId}`;
  const isSame = from.planId === to.planId;
  const target = isSame ? `version ${to.version}` : to.name;
  const when = effective === 'period' ? 'at the start of its next period' : `on ${formatDate(effective)}`;
  const body = (
    <>
      <Confirm
        question={`Move ${counted(accounts, 'account', 'accounts')} from ${from.name} to ${target}?`}
        effects={[
          `Each account changes ${when}. The period before that is billed under the old plan.`,
          'Accounts that already have the new plan, or are being closed, do not change.',
          'Balances, credit limits and scheduled charges do not change. Clients get no email.',
          'This runs in the background. You can leave the page and come back.',
        ]}
        action={`${path}/replace`}
        button={`Move ${counted(accounts, 'account', 'accounts')}`}
        back={path}
      >
        <input type="hidden" name="with" value={to.planId} />
        <input type="hidden" name="effective" value={effective} />
        <input type="hidden" name="key" value={key} />
      </Confirm>
      <Samples forecast={forecast} meters={meters} slug={slug} />
    </>
  );
  return { title: `Replace ${from.name}`, body };
}

type SamplesProps = Pick<ForecastProps, 'forecast' | 'meters' | 'slug'>;

function Samples({ forecast: { samples, to }, meters, slug }: SamplesProps) {
  if (samples.length === 0) return null;
  return (
    <section>
      <h2>Sample of the new costs</h2>
      <p class="lead">For one period, with the usage of the last period, before tax.</p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">From</th>
            <th scope="col">Used</th>
            <th scope="col" class="amount">
              Before, {to.currency}
            </th>
            <th scope="col" class="amount">
              After, {to.currency}
            </th>
            <th scope="col" class="amount">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {samples.map((sample) => (
            <tr>
              <td>
                <a href={`/sites/${slug}/console/accounts/${sample.accountId}`}>{sample.name}</a>
              </td>
              <td data-label="From">{formatDate(sample.effectiveOn)}</td>
              <td data-label="Used">
                {formatUsage(sample.usage, meters)}
                <span class="sub">
                  {formatDate(sample.usageFrom)} to {formatDate(sample.usageTo)}
                </span>
              </td>
              <td data-label={`Before, ${to.currency}`} class="amount">
                {formatMoney(sample.before, to.currency)}
              </td>
              <td data-label={`After, ${to.currency}`} class="amount">
                {formatMoney(sample.after, to.currency)}
              </td>
              <td data-label="Difference" class="amount">
                {formatSigned(sample.after - sample.before, to.currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function formatUsage(
  usage: ReplacementForecast['samples'][number]['usage'],
  meters: readonly MeterChoice[],
): string {
  if (usage.length === 0) return 'no usage';
  return usage
    .map(({ meter, quantity }) => usedQuantity(formatQuantity(quantity), meterNamed(meters, meter)))
    .join(', ');
}

function formatSigned(minor: bigint, currency: string): string {
  if (minor === 0n) return '±0';
  return `${minor > 0n ? '+' : ''}${formatMoney(minor, currency)}`;
}
