import type { CashForecast, Expected } from '../../../../src/billing/cashForecast.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import { DAY_MS, localDateOf } from '../../../../src/core/values/zone.js';
import type { CalendarLink } from '../../../../src/store/auth/calendarLinks.js';
import { formatChartDay, formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { BarsFigure } from '../../../web/parts/BarsFigure.js';
import { Empty, Head, When } from '../../../web/parts/parts.js';
import { minorPerMajor } from '../../../../src/core/values/money.js';
import { Amount, formatDate, plural } from '../../accounts/list/format.js';

interface ForecastProps {
  readonly session: Session;
  readonly forecasts: readonly CashForecast[];
  /** The user's calendar link, if there is one. */
  readonly link: CalendarLink | undefined;
}

/** Expected payments and usage, week by week, and the calendar address. */
export function forecastPage({ session, forecasts, link }: ForecastProps): PageContent {
  const base = `/sites/${session.site.slug}/console/`;
  const body = (
    <>
      <Head
        title={headline(forecasts)}
        lead="Each client is expected to pay their usual amount when their credit runs out. Usage is without tax and goes on at its present pace. 8 of 10 outcomes lie within the range. Weeks are in UTC."
        up={{ href: base, label: 'Clients' }}
      />
      {forecasts.length === 0 ? (
        <Empty>
          <p>No accounts yet. The forecast begins with the first client.</p>
        </Empty>
      ) : (
        <div class="actions">
          <a class="button" href={`${base}forecast/csv`}>
            CSV
          </a>
        </div>
      )}
      {forecasts.map((forecast) => (
        <section>
          <h2>{forecasts.length > 1 ? forecast.currency : 'Week by week'}</h2>
          <Picture forecast={forecast} />
          <WeekTable forecast={forecast} />
          <Suspended forecast={forecast} />
        </section>
      ))}
      {session.impersonator === null && <Calendar base={base} link={link} />}
    </>
  );
  return { title: 'Forecast', body };
}

/** The total of the only currency; none if there are several. */
function headline([first, ...others]: readonly CashForecast[]): string {
  if (first === undefined) return 'No forecast yet';
  if (others.length > 0) return 'Expected payments in the next 13 weeks';
  const { currency, total } = first;
  return `About ${formatMoney(total.payments.expected, currency)} ${currency} expected in the next 13 weeks`;
}

function Picture({ forecast: { currency, weeks } }: { readonly forecast: CashForecast }) {
  const major = Number(minorPerMajor(currency));
  const bars = weeks.map(({ from, payments }) => ({
    label: formatChartDay(from, 'UTC'),
    value: Number(payments.expected) / major,
    range: [Number(payments.low) / major, Number(payments.high) / major] as const,
  }));
  const title = `Expected payments in ${currency}, week by week`;
  return <BarsFigure heading={title} bars={bars} unit="" title={title} />;
}

function WeekTable({ forecast: { currency, weeks, total } }: { readonly forecast: CashForecast }) {
  return (
    <table class="wide">
      <thead>
        <tr>
          <th scope="col">Week</th>
          <th scope="col" class="amount">
            Payments {currency}
          </th>
          <th scope="col" class="amount">
            Range
          </th>
          <th scope="col" class="amount">
            Usage {currency}
          </th>
          <th scope="col" class="amount">
            Range
          </th>
        </tr>
      </thead>
      <tbody>
        {weeks.map(({ from, to, payments, usage }) => (
          <tr>
            <td>
              {formatDate(localDateOf(from, 'UTC'))} – {formatDate(localDateOf(to - DAY_MS, 'UTC'))}
            </td>
            <Cells label="Payments" amount={payments} currency={currency} />
            <Cells label="Usage" amount={usage} currency={currency} />
          </tr>
        ))}
        <tr class="total">
          <td>
            <strong>Total</strong>
          </td>
          <Cells label="Payments" amount={total.payments} currency={currency} />
          <Cells label="Usage" amount={total.usage} currency={currency} />
        </tr>
      </tbody>
    </table>
  );
}

interface CellsProps {
  readonly label: string;
  readonly amount: Expected;
  readonly currency: string;
}

function Cells({ label, amount: { low, expected, high }, currency }: CellsProps) {
  return (
    <>
      <td class="amount" data-label={label}>
        <Amount minor={expected} currency={currency} />
      </td>
      <td class="amount quiet" data-label={`${label}, range`}>
        {formatMoney(low, currency)} – {formatMoney(high, currency)}
      </td>
    </>
  );
}

function Suspended({ forecast }: { readonly forecast: CashForecast }) {
  const { suspended, owedBySuspended, currency } = forecast;
  if (suspended === 0) return null;
  return (
    <p class="quiet">
      {plural(suspended, 'suspended client is', 'suspended clients are')} not included. They owe{' '}
      {formatMoney(owedBySuspended, currency)} {currency}.
    </p>
  );
}

interface CalendarProps {
  readonly base: string;
  readonly link: CalendarLink | undefined;
}

function Calendar({ base, link }: CalendarProps) {
  return (
    <section>
      <h2>Calendar</h2>
      <p>
        Subscribe to suspension dates, scheduled charges and period ends in your calendar program. Anyone with
        the address can read them, so keep it secret.
      </p>
      {link !== undefined && (
        <p class="quiet">
          Your address was created <When at={link.createdAt} />.{' '}
          {link.lastReadAt === null ? (
            'It was never read.'
          ) : (
            <>
              Last read <When at={link.lastReadAt} />.
            </>
          )}
        </p>
      )}
      <div class="actions">
        <form method="post" action={`${base}forecast/calendar`}>
          <button type="submit">{link === undefined ? 'Create address' : 'Replace address'}</button>
        </form>
        {link !== undefined && (
          <form method="post" action={`${base}forecast/calendar/revoke`}>
            <button type="submit">Revoke address</button>
          </form>
        )}
      </div>
    </section>
  );
}

/** The one time a calendar address is shown. */
export function calendarMadePage({ site }: Session, address: string): PageContent {
  const body = (
    <>
      <Head title="Calendar address created" lead="Copy it now. It cannot be shown again." />
      <div class="once">
        <p class="code" id="address">
          {address}
        </p>
      </div>
      <p>Add it to your calendar program as a subscribed calendar. You can revoke it at any time.</p>
      <div class="actions">
        <a class="button first" href={`/sites/${site.slug}/console/forecast`}>
          Done
        </a>
      </div>
    </>
  );
  return { title: 'Calendar address created', body };
}
