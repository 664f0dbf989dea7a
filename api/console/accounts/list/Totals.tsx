import type { TenantSummary } from '../../../../src/accounts/loadConsole.js';
import type { Instant } from '../../../../src/core/values/zone.js';
import { formatMoney } from '../../../web/charts/format.js';
import { queryText } from '../../../web/queryText.js';
import { formatMonth, plural } from './format.js';

interface TotalsProps {
  readonly base: string;
  readonly summary: readonly TenantSummary[];
  readonly now: Instant;
}

/** Large figures for one currency; a row per currency for several, so that the clients stay in view. */
export function Totals({ base, summary, now }: TotalsProps) {
  const [row] = summary;
  if (row !== undefined && summary.length === 1) return <Figures base={base} row={row} now={now} />;
  return (
    <table class="cards totals">
      <thead>
        <tr>
          <th scope="col">Currency</th>
          <th scope="col" class="amount">
            Owed to you
          </th>
          <th scope="col" class="amount">
            Client credit
          </th>
          <th scope="col" class="amount">
            At risk in 7 days
          </th>
          <th scope="col" class="amount">
            Suspended now
          </th>
          <th scope="col" class="amount">
            Usage charged in {monthName(now)}
          </th>
          <th scope="col" class="amount">
            {lastMonthName(now)}
          </th>
        </tr>
      </thead>
      <tbody>
        {summary.map((each) => (
          <tr>
            <td>{each.currency}</td>
            <td data-label="Owed to you" class={cellClass(each.owed === 0n)}>
              {formatMoney(each.owed, each.currency)}
            </td>
            <td data-label="Client credit" class={cellClass(each.held === 0n)}>
              {formatMoney(each.held, each.currency)}
            </td>
            <td data-label="At risk in 7 days" class={cellClass(each.atRisk === 0)}>
              <AtRisk base={base} row={each} />
            </td>
            <td data-label="Suspended now" class={cellClass(each.suspended === 0)}>
              <Suspended base={base} row={each} />
            </td>
            <td
              data-label={`Usage charged in ${monthName(now)}`}
              class={cellClass(each.usageThisMonth === 0n)}
            >
              {formatMoney(each.usageThisMonth, each.currency)}
            </td>
            <td
              data-label={`Usage charged in ${lastMonthName(now)}`}
              class={cellClass(each.usageLastMonth === 0n)}
            >
              {formatMoney(each.usageLastMonth, each.currency)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** On a phone, zeros are left out. */
function cellClass(isZero: boolean): string {
  return isZero ? 'amount none' : 'amount';
}

function monthName(now: Instant): string {
  return formatMonth(new Date(now).toISOString(), false);
}

function lastMonthName(now: Instant): string {
  const last = new Date(now);
  last.setUTCDate(0);
  return formatMonth(last.toISOString(), false);
}

interface TotalProps {
  readonly base: string;
  readonly row: TenantSummary;
}

function AtRisk({ base, row: { atRisk, currency } }: TotalProps) {
  if (atRisk === 0) return <>0</>;
  return (
    <a class="toned warning" href={`${base}?${queryText({ show: 'risk', currency })}`}>
      {plural(atRisk, 'account')}
    </a>
  );
}

function Suspended({ base, row: { suspended, currency } }: TotalProps) {
  if (suspended === 0) return <>0</>;
  return (
    <a class="toned bad" href={`${base}?${queryText({ state: 'suspended', currency })}`}>
      {plural(suspended, 'account')}
    </a>
  );
}

function Figures({ base, row, now }: TotalProps & { readonly now: Instant }) {
  const { currency, owed, held, usageThisMonth, usageLastMonth } = row;
  return (
    <dl class="figures">
      <div>
        <dt>Owed to you {currency}</dt>
        <dd>{formatMoney(owed, currency)}</dd>
      </div>
      <div>
        <dt>Client credit {currency}</dt>
        <dd>{formatMoney(held, currency)}</dd>
      </div>
      <div>
        <dt>At risk in 7 days</dt>
        <dd>
          <AtRisk base={base} row={row} />
        </dd>
      </div>
      <div>
        <dt>Suspended now</dt>
        <dd>
          <Suspended base={base} row={row} />
        </dd>
      </div>
      <div>
        <dt>
          Usage charged in {monthName(now)} {currency}
        </dt>
        <dd>
          {formatMoney(usageThisMonth, currency)}{' '}
          {/* All of the last month, beside this month so far: their days differ, so no percentage would be true. */}
          <span class="quiet small-inline">
            {usageLastMonth <= 0n ? 'none' : formatMoney(usageLastMonth, currency)} in {lastMonthName(now)}
          </span>
        </dd>
      </div>
    </dl>
  );
}
