import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import { addDays, type LocalDate } from '../../../../src/core/values/zone.js';
import type { UsageTotal } from '../../../../src/store/usage/usage.js';
import { shortQuantity } from '../../../web/charts/format.js';
import type { PageCall, PageContent } from '../../../web/page.js';
import { BarsFigure } from '../../../web/parts/BarsFigure.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { formatDate, plural } from '../../accounts/list/format.js';
import { accountPath } from '../../accounts/pages/accountPath.js';
import type { ShownMeter } from '../../accounts/pages/accountProps.js';
import { exactQuantity } from '../quantities.js';
import { FindEvent } from './UsageEventsPage.js';

interface UsageProps {
  readonly usage: readonly UsageTotal[];
  readonly meters: readonly ShownMeter[];
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly writing?: ChartWriting;
}

/** A chart for each used meter, with one bar per day. */
export function UsageCharts({ usage, meters, from, to, ...writing }: UsageProps) {
  const used = meters.filter(({ name }) => usage.some(({ meter }) => meter === name));
  if (used.length === 0) {
    return (
      <Empty>
        <p>
          No usage in the last five weeks. Import a file, run a log collector, or send usage to{' '}
          <span class="code">POST /v1/usage</span>.
        </p>
      </Empty>
    );
  }
  return (
    <>
      {used.map((meter) => (
        <MeterChart meter={meter} usage={usage} from={from} to={to} {...writing} />
      ))}
    </>
  );
}

/** How a chart of usage is written; in English by default. */
interface ChartWriting {
  readonly date: (date: LocalDate) => string;
  readonly title: (meter: string, from: string, to: string) => string;
}

const ENGLISH: ChartWriting = {
  date: formatDate,
  title: (meter, from, to) => `${meter} by day, ${from} to ${to}`,
};

export function MeterChart({
  meter,
  usage,
  from,
  to,
  writing: { date: written, title: titled } = ENGLISH,
}: Omit<UsageProps, 'meters'> & { meter: ShownMeter }) {
  const bars = daysBetween(from, to).map((date) => ({
    label: written(date).replace(/[ ,]+(de )?\d{4}$/, ''),
    value: quantityOn(usage, meter, date),
  }));
  const title = titled(meter.title, written(from), written(addDays(to, -1)));
  return <BarsFigure heading={meter.title} bars={bars} unit={meter.unit} title={title} />;
}

function daysBetween(from: LocalDate, to: LocalDate): LocalDate[] {
  const days: LocalDate[] = [];
  for (let date = from; date < to; date = addDays(date, 1)) days.push(date);
  return days;
}

/** A meter's total on a day over all sites; null if nothing is recorded. */
function quantityOn(usage: readonly UsageTotal[], meter: ShownMeter, date: LocalDate): number | null {
  const rows = usage.filter((row) => row.meter === meter.name && row.day === date);
  if (rows.length === 0) return null;
  const sum = rows.reduce((total, row) => total + Number(valueOf(row, meter)), 0);
  return Number.isFinite(sum) ? sum : null;
}

/** The rated value of a day: its sum, its peak or its latest value. */
function valueOf(row: UsageTotal, { aggregation }: Pick<ShownMeter, 'aggregation'>): string {
  if (aggregation === 'sum') return row.total;
  return aggregation === 'last' ? row.latest : row.peak;
}

/** The value of a day that counts; its sum if the meter is unknown. */
export function countedOn(row: UsageTotal, meter: ShownMeter | undefined): string {
  return valueOf(row, meter ?? { aggregation: 'sum' });
}

interface PageProps extends UsageProps {
  readonly call: PageCall;
  readonly account: AccountDetails;
}

/** The figures of each day, site by site. */
export function usagePage({ call, account, usage, meters, from, to }: PageProps): PageContent {
  const path = accountPath(call, account);
  const rows = [...usage].reverse();
  const body = (
    <>
      <Head
        title={`Usage of ${account.name}`}
        lead={`By local day in ${account.timeZone}, ${formatDate(from)} to ${formatDate(addDays(to, -1))}.`}
        up={{ href: path, label: account.name }}
      />
      <section>
        <h2>By meter</h2>
        <UsageCharts usage={usage} meters={meters} from={from} to={to} />
      </section>
      {rows.length > 0 && (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Site</th>
              <th scope="col">Meter</th>
              <th scope="col" class="amount">
                Counted
              </th>
              <th scope="col" class="amount">
                Exact quantity
              </th>
              <th scope="col">Events</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <UsageRow
                row={row}
                meter={meters.find(({ name }) => name === row.meter)}
                eventsPath={`${path}/usage/events`}
              />
            ))}
          </tbody>
        </table>
      )}
      <FindEvent path={`${path}/usage`} />
    </>
  );
  return { title: `Usage of ${account.name}`, body };
}

interface RowProps {
  readonly row: UsageTotal;
  readonly meter: ShownMeter | undefined;
  readonly eventsPath: string;
}

function UsageRow({ row, meter, eventsPath }: RowProps) {
  const value = countedOn(row, meter);
  const search = new URLSearchParams({ site: row.siteSlug, meter: row.meter, day: row.day });
  return (
    <tr>
      <td>{formatDate(row.day)}</td>
      <td data-label="Site">{row.siteSlug}</td>
      <td data-label="Meter">{meter?.title ?? row.meter}</td>
      <td class="amount" data-label="Counted">
        {shortQuantity(Number(value), meter?.unit ?? '')}
      </td>
      <td class="amount exact" data-label="Exact quantity">
        {exactQuantity(value, meter ?? { name: row.meter })}
      </td>
      <td data-label="Events">
        <a href={`${eventsPath}?${search.toString()}`}>
          {plural(row.events, 'event')}
          <span class="hidden">
            {' '}
            of {row.siteSlug} on {formatDate(row.day)}
          </span>
        </a>
      </td>
    </tr>
  );
}
