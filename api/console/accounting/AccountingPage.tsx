import type { AccountingMonth } from '../../../src/accounting/loadMonth.js';
import { type Accounting, EXPORT_FORMATS } from '../../../src/billing/accounting/accounting.js';
import type { Gap } from '../../../src/billing/accounting/gaps.js';
import { dateFormat } from '../../../src/core/values/formatters.js';
import type { Instant } from '../../../src/core/values/zone.js';
import { formatMoney } from '../../web/charts/format.js';
import { monthsBefore } from '../../web/months.js';
import type { Outcome } from '../../web/page.js';
import { Empty, Head, When } from '../../web/parts/parts.js';
import { FORMAT_LABELS } from './settings.js';

interface AccountingPageProps {
  readonly slug: string;
  /** `2026-11`. */
  readonly shown: string;
  readonly present: string;
  readonly settings: Accounting;
  readonly summed: AccountingMonth;
  readonly now: Instant;
}

export function accountingPage(props: AccountingPageProps): Outcome {
  const { slug, shown, settings, summed, now } = props;
  const base = `/sites/${slug}/console`;
  const body = (
    <>
      <Head
        title={
          summed.lines === 0
            ? `Nothing was booked in ${monthText(shown)}`
            : `Accounting of ${monthText(shown)}`
        }
        lead={
          summed.isFinal ? (
            'This month is complete and never changes.'
          ) : (
            <>
              Preliminary: this month is complete on <When at={summed.finalFrom} />.
            </>
          )
        }
      />
      <MonthForm action={`${base}/accounting`} shown={shown} now={now} />
      <Gaps gaps={summed.gaps.all} settings={settings} base={base} />
      <Files base={base} shown={shown} settings={settings} summed={summed} />
      <Waiting summed={summed} />
      <Taxes base={base} shown={shown} summed={summed} />
      <Sums summed={summed} />
    </>
  );
  return { title: 'Accounting', body };
}

/** `November 2026`. */
function monthText(month: string): string {
  const format = dateFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return format.format(Date.parse(`${month}-01T00:00:00Z`));
}

function MonthForm({
  action,
  shown,
  now,
}: {
  readonly action: string;
  readonly shown: string;
  readonly now: Instant;
}) {
  const offered = monthsBefore(now, 24);
  const all = offered.includes(shown) ? offered : [shown, ...offered];
  return (
    <form method="get" action={action} class="inline">
      <label for="month">Month</label>
      <select id="month" name="month">
        {all.map((month) => (
          <option value={month} selected={month === shown}>
            {monthText(month)}
          </option>
        ))}
      </select>
      <button type="submit">Show</button>
    </form>
  );
}

/** What the chosen formats need, with a link that fills the form in. */
function Gaps({
  gaps,
  settings,
  base,
}: {
  readonly gaps: readonly Gap[];
  readonly settings: Accounting;
  readonly base: string;
}) {
  const { formats } = settings;
  const needsAccounts = formats.some((format) => format !== 'taxes');
  const inTheWay = gaps.filter(({ format }) => (format === null ? needsAccounts : formats.includes(format)));
  if (inTheWay.length === 0) return <></>;
  const keys = inTheWay
    .filter(({ format, field }) => format === null && field.startsWith('accounts.'))
    .map(({ field }) => field.slice('accounts.'.length));
  const link = `${base}/settings/accounting${keys.length === 0 ? '' : `?missing=${encodeURIComponent(keys.join(' '))}`}`;
  return (
    <div class="flash">
      <p>
        {inTheWay.length === 1 ? 'One thing is' : `${inTheWay.length} things are`} missing in the{' '}
        <a href={link}>accounting settings</a>:
      </p>
      <ul>
        {inTheWay.map(({ field, reason, bookings, example }) => (
          <li>
            <code>{field.replace(/^accounts\./, '')}</code> {reason}
            {bookings > 0 && ` ${bookings} ${bookings === 1 ? 'booking' : 'bookings'}, such as “${example}”.`}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface PartProps {
  readonly base: string;
  readonly shown: string;
  readonly settings: Accounting;
  readonly summed: AccountingMonth;
}

function Files({ base, shown, settings, summed }: PartProps) {
  const link = (format: string): string => `${base}/accounting/file?month=${shown}&format=${format}`;
  return (
    <section>
      <h2>Files</h2>
      <p class="actions">
        <a class="button first" href={link('zip')}>
          Month’s folder
        </a>
        {EXPORT_FORMATS.filter((format) => settings.formats.includes(format))
          .filter((format) => summed.gaps.of(format).length === 0)
          .map((format) => (
            <a class="button" href={link(format)}>
              {FORMAT_LABELS[format]}
            </a>
          ))}
      </p>
      <p class="hint">
        The folder has the documents of the month, their list, and the files that the{' '}
        <a href={`${base}/settings/accounting`}>settings</a> choose.
      </p>
    </section>
  );
}

function Waiting({ summed: { waiting } }: Pick<PartProps, 'summed'>) {
  if (waiting.length === 0) return <></>;
  return (
    <p>
      As of now, charges of{' '}
      {waiting.map(({ currency, minor }) => `${formatMoney(minor, currency)} ${currency}`).join(', ')} with
      their taxes are on no document yet. They belong to the month of their document.
    </p>
  );
}

function Taxes({ base, shown, summed: { taxes: summary } }: Omit<PartProps, 'settings'>) {
  const { taxes, reverseCharge } = summary;
  const quarter = `${shown.slice(0, 4)}-Q${Math.ceil(Number(shown.slice(5)) / 3)}`;
  return (
    <section>
      <h2>Taxes</h2>
      {taxes.length === 0 ? (
        <Empty>
          <p>No turnover in this month.</p>
        </Empty>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Owed to</th>
              <th scope="col">Category</th>
              <th scope="col">Rate</th>
              <th scope="col" class="amount">
                Net
              </th>
              <th scope="col" class="amount">
                Tax
              </th>
            </tr>
          </thead>
          <tbody>
            {taxes.map(({ currency, country, scheme, category, percent, net, tax }) => (
              <tr>
                <td data-label="Owed to">
                  {country === '' ? 'your country' : country}
                  {scheme === 'oss' && ' (One-Stop Shop)'}
                </td>
                <td data-label="Category">{CATEGORIES[category ?? 'none'] ?? category}</td>
                <td data-label="Rate">{percent} %</td>
                <td data-label="Net" class="amount">
                  {formatMoney(net, currency)} {currency}
                </td>
                <td data-label="Tax" class="amount">
                  {formatMoney(tax, currency)} {currency}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {reverseCharge.length > 0 && (
        <table class="cards">
          <caption>Reverse charge by VAT id, for the recapitulative statement</caption>
          <thead>
            <tr>
              <th scope="col">VAT id</th>
              <th scope="col">Client</th>
              <th scope="col" class="amount">
                Net
              </th>
            </tr>
          </thead>
          <tbody>
            {reverseCharge.map(({ vatId, client, net, currency }) => (
              <tr>
                <td data-label="VAT id">{vatId === '' ? 'none' : vatId}</td>
                <td data-label="Client">{client}</td>
                <td data-label="Net" class="amount">
                  {formatMoney(net, currency)} {currency}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="more">
        <a href={`${base}/accounting/taxes?quarter=${quarter}`}>Taxes of {quarter} (CSV)</a>
      </p>
    </section>
  );
}

const CATEGORIES: Readonly<Record<string, string>> = {
  S: 'taxed',
  Z: 'zero-rated',
  E: 'exempt',
  AE: 'reverse charge',
  K: 'goods within the EU',
  G: 'export',
  O: 'outside the scope',
  none: 'no tax decided',
};

function Sums({ summed: { sums } }: Pick<PartProps, 'summed'>) {
  if (sums.length === 0) return <></>;
  return (
    <section>
      <h2>Totals</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Account of the ledger</th>
            <th scope="col">Your account</th>
            <th scope="col" class="amount">
              Debit
            </th>
            <th scope="col" class="amount">
              Credit
            </th>
          </tr>
        </thead>
        <tbody>
          {sums.map(({ ledgerAccount, account, minor, currency }) => (
            <tr>
              <td data-label="Account of the ledger">
                {ledgerAccount === 'client' ? 'receivables' : ledgerAccount}
              </td>
              <td data-label="Your account">{account}</td>
              <td data-label="Debit" class="amount">
                {minor > 0n ? `${formatMoney(minor, currency)} ${currency}` : ''}
              </td>
              <td data-label="Credit" class="amount">
                {minor < 0n ? `${formatMoney(-minor, currency)} ${currency}` : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
