import type { Child } from 'hono/jsx';
import type { PortalAccount, PortalLine } from '../../../src/accounts/loadPortalAccount.js';
import type { AccountProjection } from '../../../src/assessment/loadAccountProjection.js';
import { dateFormat } from '../../../src/core/values/formatters.js';
import { formatPercent } from '../../../src/core/values/money.js';
import { formatQuantity } from '../../../src/core/values/quantity.js';
import { type Instant, type LocalDate, startOfDay } from '../../../src/core/values/zone.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import type { UsageTotal } from '../../../src/store/usage/usage.js';
import { formatDate, Day, formatDateTime, formatRelativeTime } from '../../console/accounts/list/format.js';
import { UsageCharts } from '../../console/usage/pages/UsagePage.js';
import { formatMoney, shortQuantity } from '../../web/charts/format.js';
import type { PageCall, PageContent } from '../../web/page.js';
import { Empty } from '../../web/parts/parts.js';
import { describePlan } from '../describePlan.js';
import { describeStanding } from '../standing.js';
import { EntryRows } from './EntriesPage.js';
import { PortalChart } from './PortalChart.js';

export interface PortalProps {
  readonly call: Pick<PageCall, 'session' | 'now'>;
  readonly portalAccount: PortalAccount;
  /** Undefined if the reader may not see entries. */
  readonly projection: AccountProjection | undefined;
  readonly entries: readonly Entry[];
  readonly usage: readonly UsageTotal[];
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** The client's first page: paid until when, the costs and their reasons, the usage, the latest entries. */
export function portalPage(props: PortalProps): PageContent {
  const { call, portalAccount, projection, entries, usage, from, to } = props;
  const { permissions, site } = call.session;
  const base = `/sites/${site.slug}/`;
  const body = (
    <>
      <StandingHead portalAccount={portalAccount} now={call.now} />
      <Figures portalAccount={portalAccount} now={call.now} />
      <p class="actions">
        <a class="button first" href={`${base}pay`}>
          {portalAccount.offers.least === null
            ? 'Pay ahead'
            : `Pay ${formatMoney(portalAccount.offers.least.minor, portalAccount.account.currency)} ${portalAccount.account.currency}`}
        </a>
        <a class="button" href={`${base}statements`}>
          Documents
        </a>
      </p>
      {projection !== undefined && projection.past.length > 0 && (
        <PortalChart portalAccount={portalAccount} projection={projection} entries={entries} />
      )}
      <Ahead portalAccount={portalAccount} now={call.now} />
      <section>
        <h2>Plan</h2>
        <SoFar portalAccount={portalAccount} />
        <Plans portalAccount={portalAccount} />
      </section>
      {permissions.has('usage.read') && (
        <section>
          <h2>Usage</h2>
          {usage.length === 0 ? (
            <Empty>
              <p>No usage in the last five weeks.</p>
            </Empty>
          ) : (
            <UsageCharts usage={usage} meters={portalAccount.meters} from={from} to={to} />
          )}
        </section>
      )}
      {permissions.has('entries.read') && <Latest {...props} base={base} />}
    </>
  );
  return { title: 'Overview', body };
}

function StandingHead({
  portalAccount,
  now,
}: {
  readonly portalAccount: PortalAccount;
  readonly now: Instant;
}) {
  const { before, day, lead, tone } = describeStanding(portalAccount, now);
  const { timeZone, sites } = portalAccount.account;
  return (
    <>
      <h1 class={`standing ${tone}`}>
        {before}
        {day !== null && (
          <>
            {' '}
            <time datetime={new Date(day).toISOString()} title={formatDateTime(day, timeZone)}>
              {longDay(day, now, timeZone)}
            </time>
          </>
        )}
      </h1>
      <p class="lead">
        {day !== null && day > now && <>That is {formatRelativeTime(day, now)}. </>}
        {lead}
        {sites.length > 1 && <> Sites: {sites.map(({ name }) => name).join(', ')}.</>}
      </p>
    </>
  );
}

/** "14 December", with the year if it is not the current one. */
function longDay(at: Instant, now: Instant, timeZone: string): string {
  const year = (of: Instant): string => dateFormat('en-GB', { year: 'numeric', timeZone }).format(of);
  const other = year(at) === year(now) ? {} : ({ year: 'numeric' } as const);
  return dateFormat('en-GB', { day: 'numeric', month: 'long', timeZone, ...other }).format(at);
}

function Figures({
  portalAccount: { account },
}: {
  readonly portalAccount: PortalAccount;
  readonly now: Instant;
}) {
  const { currency, balance, accrued, headroom, creditLimit } = account;
  const limit = creditLimit < 0n ? 'Left above the minimum balance' : 'Left before suspension';
  const figures: readonly (readonly [string, bigint])[] = [
    balance < 0n ? ['You owe', -balance] : ['Balance', balance],
    ['Not yet charged', accrued],
    [limit, headroom],
  ];
  return (
    <dl class="figures">
      {figures.map(([label, amount]) => (
        <div>
          <dt>
            {label} {currency}
          </dt>
          <dd>{formatMoney(amount, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Scheduled and expected events, soonest first. */
function Ahead({ portalAccount, now }: { readonly portalAccount: PortalAccount; readonly now: Instant }) {
  const { timeZone, state } = portalAccount.account;
  if (state === 'closed') return null;
  return (
    <section>
      <h2>Next events</h2>
      <dl class="facts ahead">
        {comingUp(portalAccount, now).map(({ at, words }) => (
          <div>
            <dt>
              <Day at={at} timeZone={timeZone} now={now} />
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface Coming {
  readonly at: Instant;
  readonly words: string;
}

function comingUp({ account, scheduled }: PortalAccount, now: Instant): Coming[] {
  const { currency, timeZone, tax, limitDate, suspends, state, period } = account;
  const more = tax === null ? '' : `, and ${tax.name}`;
  const coming: Coming[] = scheduled.map(({ dueOn, minor, description }) => ({
    at: startOfDay(dueOn, timeZone),
    words: `${description}: ${formatMoney(minor, currency)} ${currency}${more}`,
  }));
  coming.push({
    at: period.endsAt,
    words: 'The period ends: usage is charged and you get a statement.',
  });
  if (limitDate !== null && state === 'active') {
    const suspendsAt = suspends?.at ?? limitDate;
    const isLater = suspendsAt > limitDate;
    const notices = 'You get an email a week before and a day before.';
    const runsOut = 'The credit runs out at the current pace.';
    coming.push({ at: limitDate, words: isLater ? runsOut : `${runsOut} ${notices}` });
    if (isLater)
      coming.push({ at: suspendsAt, words: `Without a payment, service is suspended. ${notices}` });
  }
  return coming.filter(({ at }) => at > now).sort((one, other) => one.at - other.at);
}

function SoFar({ portalAccount }: { readonly portalAccount: PortalAccount }) {
  const { account, lines, taxMinor, meters } = portalAccount;
  const { currency, period, timeZone, tax } = account;
  if (lines.length === 0) {
    return (
      <Empty>
        <p>No charges in this period.</p>
      </Empty>
    );
  }
  const net = lines.reduce((sum, { minor }) => sum + minor, 0n);
  const unitOf = (meter: string | undefined): string => meters.find(({ name }) => name === meter)?.unit ?? '';
  return (
    <>
      <table class="cards lines">
        <caption>
          This period, since <Day at={period.startsAt} timeZone={timeZone} />
        </caption>
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col">Used</th>
            <th scope="col" class="amount">
              Cost {currency}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <td>
                {line.name}
                <span class="sub">
                  {formatDate(line.fromDate)} to {formatDate(line.toDate)}
                </span>
              </td>
              <td data-label="Used">{formatUsed(line, unitOf(line.meter))}</td>
              <td class="amount" data-label="Cost">
                {formatMoney(line.minor, currency)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {tax !== null && (
            <Sum label={`${tax.name} ${formatPercent(tax.percent)} %`}>{formatMoney(taxMinor, currency)}</Sum>
          )}
          <Sum label="Total" strong>
            {formatMoney(net + taxMinor, currency)}
          </Sum>
        </tfoot>
      </table>
      <p class="quiet small">
        Fees in advance are already charged. The rest is charged when the period ends.
      </p>
    </>
  );
}

function Sum({ label, strong = false, children }: { label: string; strong?: boolean; children: Child }) {
  return (
    <tr>
      <th scope="row" colspan={2}>
        {strong ? <strong>{label}</strong> : label}
      </th>
      <td class="amount">{strong ? <strong>{children}</strong> : children}</td>
    </tr>
  );
}

function formatUsed({ quantity }: PortalLine, unit: string) {
  if (quantity === undefined) return '';
  const exact = formatQuantity(quantity);
  return <span title={`${exact} ${unit}`.trim()}>{shortQuantity(Number(exact), unit)}</span>;
}

function Plans({ portalAccount: { account, plans, meters } }: { readonly portalAccount: PortalAccount }) {
  const { tax, intervalMonths } = account;
  if (plans.length === 0) return <p class="quiet">No plan. Only individual charges apply.</p>;
  return (
    <>
      {plans.map(({ terms, fromDate, toDate }) => (
        <details class="fold" open={plans.length === 1}>
          <summary>
            {terms.name ?? 'The plan'}
            {toDate !== null && `, until ${formatDate(toDate)}`}
            {toDate === null && plans.length > 1 && `, from ${formatDate(fromDate)}`}
          </summary>
          <dl class="facts">
            {describePlan(terms, meters, intervalMonths).map(({ name, words }) => (
              <div>
                <dt>{name}</dt>
                <dd>{words}</dd>
              </div>
            ))}
            {tax !== null && (
              <div>
                <dt>{tax.name}</dt>
                <dd>{formatPercent(tax.percent)} % on all charges</dd>
              </div>
            )}
          </dl>
        </details>
      ))}
    </>
  );
}

function Latest({ portalAccount: { account }, entries, base }: PortalProps & { readonly base: string }) {
  return (
    <section>
      <h2>Recent entries</h2>
      <EntryRows entries={entries} currency={account.currency} timeZone={account.timeZone} />
      {entries.length > 0 && (
        <p class="more">
          <a href={`${base}entries`}>All entries</a>
        </p>
      )}
    </section>
  );
}
