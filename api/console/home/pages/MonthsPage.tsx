import type { MonthSummary } from '../../../../src/accounts/loadConsole.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import type { Instant } from '../../../../src/core/values/zone.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { Amount, formatMonth } from '../../accounts/list/format.js';

interface MonthsProps {
  readonly session: Session;
  readonly now: Instant;
  readonly months: readonly MonthSummary[];
}

/** The totals of each month, by currency. */
export function monthsPage({ session, now, months }: MonthsProps): PageContent {
  const base = `/sites/${session.site.slug}/console/`;
  const currencies = [...new Set(months.map(({ currency }) => currency))];
  const body = (
    <>
      <Head
        title={headline(months, now)}
        lead="Months are in UTC, by day of posting. Usage is charged at the end of a period, so it can appear in the next month. Adjusted: opening balances, corrections and write-offs."
        up={{ href: base, label: 'Clients' }}
      />
      {months.length > 0 && (
        <div class="actions">
          <a class="button" href={`${base}months/csv`}>
            CSV
          </a>
        </div>
      )}
      {months.length === 0 && (
        <Empty>
          <p>No entries yet. The first charge or payment starts the first month.</p>
        </Empty>
      )}
      {currencies.map((currency) => (
        <section>
          {currencies.length > 1 && <h2>{currency}</h2>}
          <MonthTable
            currency={currency}
            now={now}
            months={months.filter((month) => month.currency === currency)}
          />
        </section>
      ))}
    </>
  );
  return { title: 'Months', body };
}

/** The total of the newest month; none if there are several currencies. */
function headline([latest, ...others]: readonly MonthSummary[], now: Instant): string {
  if (latest === undefined) return 'No months yet';
  if (others.some(({ currency }) => currency !== latest.currency)) return 'Month by month';
  const { month, currency, invoiced, paid } = latest;
  const span = `${formatMonth(month)}${month.startsWith(monthOf(now)) ? ' to date' : ''}`;
  return `${span}: ${formatMoney(invoiced, currency)} ${currency} invoiced, ${formatMoney(paid, currency)} paid`;
}

function monthOf(now: Instant): string {
  return new Date(now).toISOString().slice(0, 7);
}

interface TableProps {
  readonly currency: string;
  readonly now: Instant;
  readonly months: readonly MonthSummary[];
}

function MonthTable({ currency, now, months }: TableProps) {
  const present = monthOf(now);
  return (
    <table class="wide">
      <thead>
        <tr>
          <th scope="col">Month</th>
          <th scope="col" class="amount">
            Invoiced {currency}
          </th>
          <th scope="col" class="amount">
            Of which usage {currency}
          </th>
          <th scope="col" class="amount">
            Adjusted {currency}
          </th>
          <th scope="col" class="amount">
            Paid {currency}
          </th>
          <th scope="col" class="amount">
            Total balance {currency}
          </th>
        </tr>
      </thead>
      <tbody>
        {months.map(({ month, invoiced, usage, adjusted, paid, balance }) => (
          <tr>
            <td>
              <strong>{formatMonth(month)}</strong>
              {month.startsWith(present) && <span class="sub">to date</span>}
            </td>
            <td class="amount" data-label="Invoiced">
              <Amount minor={invoiced} currency={currency} />
            </td>
            <td class="amount" data-label="Of which usage">
              <Amount minor={usage} currency={currency} />
            </td>
            <td class="amount" data-label="Adjusted">
              <Amount minor={adjusted} currency={currency} />
            </td>
            <td class="amount" data-label="Paid">
              <Amount minor={paid} currency={currency} />
            </td>
            <td class="amount" data-label="Total balance">
              <Amount minor={balance} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
