import type { Child } from 'hono/jsx';
import type { Tab, TabLine } from '../../../src/accounts/readTab.js';
import type { AccountCourse } from '../../../src/assessment/readCourse.js';
import { dateFormat } from '../../../src/core/values/formatters.js';
import { formatQuantity } from '../../../src/core/values/quantity.js';
import { type Instant, type LocalDate, startOfDay } from '../../../src/core/values/zone.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import type { UsageTotal } from '../../../src/store/usage/usage.js';
import { dateWords, Day, exactWords, majorWords, nearWords } from '../../console/accounts/list/words.js';
import { UsageCharts } from '../../console/usage/pages/UsagePage.js';
import { amountWords, shortQuantity } from '../../web/charts/words.js';
import type { PageCall, Shown } from '../../web/page.js';
import { Empty } from '../../web/parts/parts.js';
import { planWords } from '../planWords.js';
import { standingWords } from '../standing.js';
import { EntryRows } from './EntriesPage.js';
import { TabPicture } from './TabPicture.js';

export interface PortalProps {
  readonly call: Pick<PageCall, 'visitor' | 'now'>;
  readonly tab: Tab;
  /** Nothing: what was posted is not for this reader. */
  readonly course: AccountCourse | undefined;
  readonly entries: readonly Entry[];
  readonly usage: readonly UsageTotal[];
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** The client's first page: until when it is paid, what it costs and why, what was used, what was posted last. */
export function portalPage(props: PortalProps): Shown {
  const { call, tab, course, entries, usage, from, to } = props;
  const { permissions, site } = call.visitor;
  const base = `/sites/${site.slug}/`;
  const body = (
    <>
      <StandingHead tab={tab} now={call.now} />
      <Figures tab={tab} now={call.now} />
      <p class="actions">
        <a class="button first" href={`${base}pay`}>
          {tab.offers.least === null
            ? 'Pay ahead'
            : `Pay ${amountWords(tab.offers.least.minor, tab.account.currency)} ${tab.account.currency}`}
        </a>
        <a class="button" href={`${base}statements`}>
          Statements
        </a>
      </p>
      {course !== undefined && course.past.length > 0 && (
        <TabPicture tab={tab} course={course} entries={entries} />
      )}
      <Ahead tab={tab} now={call.now} />
      <section>
        <h2>What it costs, and why</h2>
        <SoFar tab={tab} />
        <Plans tab={tab} />
      </section>
      {permissions.has('usage.read') && (
        <section>
          <h2>What was used</h2>
          {usage.length === 0 ? (
            <Empty>
              <p>Nothing was counted in the last five weeks.</p>
            </Empty>
          ) : (
            <UsageCharts usage={usage} meters={tab.meters} from={from} to={to} />
          )}
        </section>
      )}
      {permissions.has('entries.read') && <Latest {...props} base={base} />}
    </>
  );
  return { title: 'Overview', body };
}

function StandingHead({ tab, now }: { readonly tab: Tab; readonly now: Instant }) {
  const { before, day, lead, tone } = standingWords(tab, now);
  const { timeZone, sites } = tab.account;
  return (
    <>
      <h1 class={`standing ${tone}`}>
        {before}
        {day !== null && (
          <>
            {' '}
            <time datetime={new Date(day).toISOString()} title={exactWords(day, timeZone)}>
              {longDay(day, now, timeZone)}
            </time>
          </>
        )}
      </h1>
      <p class="lead">
        {day !== null && day > now && <>That is {nearWords(day, now)}. </>}
        {lead}
        {sites.length > 1 && <> The account pays for {sites.map(({ name }) => name).join(', ')}.</>}
      </p>
    </>
  );
}

/** "14 December", with the year where it is not this one. */
function longDay(at: Instant, now: Instant, timeZone: string): string {
  const year = (of: Instant): string => dateFormat('en-GB', { year: 'numeric', timeZone }).format(of);
  const other = year(at) === year(now) ? {} : ({ year: 'numeric' } as const);
  return dateFormat('en-GB', { day: 'numeric', month: 'long', timeZone, ...other }).format(at);
}

function Figures({ tab: { account } }: { readonly tab: Tab; readonly now: Instant }) {
  const { currency, balance, accrued, headroom, creditLimit } = account;
  const limit = creditLimit.startsWith('-') ? 'Above what has to be kept' : 'Left before the limit';
  const figures: readonly (readonly [string, string])[] = [
    [balance.startsWith('-') ? 'You owe' : 'Balance', balance.startsWith('-') ? balance.slice(1) : balance],
    ['Used since, not yet charged', accrued],
    [limit, headroom],
  ];
  return (
    <dl class="figures">
      {figures.map(([label, amount]) => (
        <div>
          <dt>
            {label} {currency}
          </dt>
          <dd>{majorWords(amount)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What is planned and expected, soonest first. */
function Ahead({ tab, now }: { readonly tab: Tab; readonly now: Instant }) {
  const { timeZone, state } = tab.account;
  if (state === 'closed') return null;
  return (
    <section>
      <h2>What comes next</h2>
      <dl class="facts ahead">
        {comingUp(tab, now).map(({ at, words }) => (
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

function comingUp({ account, scheduled }: Tab, now: Instant): Coming[] {
  const { currency, timeZone, tax, limitDate, state, period } = account;
  const more = tax === null ? '' : `, and ${tax.name}`;
  const coming: Coming[] = scheduled.map(({ dueOn, minor, description }) => ({
    at: startOfDay(dueOn, timeZone),
    words: `${description}: ${amountWords(minor, currency)} ${currency}${more}`,
  }));
  coming.push({
    at: Date.parse(period.end),
    words: 'This period ends: what it cost is charged, and its statement is written.',
  });
  if (limitDate !== null && state === 'active') {
    const words = 'The credit runs out, at the present pace. A letter comes a week and a day before.';
    coming.push({ at: Date.parse(limitDate), words });
  }
  return coming.filter(({ at }) => at > now).sort((one, other) => one.at - other.at);
}

function SoFar({ tab }: { readonly tab: Tab }) {
  const { account, lines, taxMinor, meters } = tab;
  const { currency, period, timeZone, tax } = account;
  if (lines.length === 0) {
    return (
      <Empty>
        <p>Nothing has cost anything in this period so far.</p>
      </Empty>
    );
  }
  const net = lines.reduce((sum, { minor }) => sum + minor, 0n);
  const unitOf = (meter: string | undefined): string => meters.find(({ name }) => name === meter)?.unit ?? '';
  return (
    <>
      <table class="cards lines">
        <caption>
          This period so far, from <Day at={Date.parse(period.start)} timeZone={timeZone} />
        </caption>
        <thead>
          <tr>
            <th scope="col">What</th>
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
                  {dateWords(line.fromDate)} to {dateWords(line.toDate)}
                </span>
              </td>
              <td data-label="Used">{usedWords(line, unitOf(line.meter))}</td>
              <td class="amount" data-label="Cost">
                {amountWords(line.minor, currency)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {tax !== null && (
            <Sum label={`${tax.name} ${tax.percent} %`}>{amountWords(taxMinor, currency)}</Sum>
          )}
          <Sum label="Together" strong>
            {amountWords(net + taxMinor, currency)}
          </Sum>
        </tfoot>
      </table>
      <p class="quiet small">
        What is due in advance stands on your balance already; the rest is charged when the period ends.
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

function usedWords({ quantity }: TabLine, unit: string) {
  if (quantity === undefined) return '';
  const exact = formatQuantity(quantity);
  return <span title={`${exact} ${unit}`.trim()}>{shortQuantity(Number(exact), unit)}</span>;
}

function Plans({ tab: { account, plans, meters } }: { readonly tab: Tab }) {
  const { tax, intervalMonths } = account;
  if (plans.length === 0)
    return <p class="quiet">The account is on no plan: only what is used by hand is charged.</p>;
  return (
    <>
      {plans.map(({ terms, fromDate, toDate }) => (
        <details class="fold" open={plans.length === 1}>
          <summary>
            {terms.name ?? 'The plan'}
            {toDate !== null && `, until ${dateWords(toDate)}`}
            {toDate === null && plans.length > 1 && `, from ${dateWords(fromDate)}`}
          </summary>
          <dl class="facts">
            {planWords(terms, meters, intervalMonths).map(({ name, words }) => (
              <div>
                <dt>{name}</dt>
                <dd>{words}</dd>
              </div>
            ))}
            {tax !== null && (
              <div>
                <dt>{tax.name}</dt>
                <dd>{tax.percent} % on everything</dd>
              </div>
            )}
          </dl>
        </details>
      ))}
    </>
  );
}

function Latest({ tab: { account }, entries, base }: PortalProps & { readonly base: string }) {
  return (
    <section>
      <h2>What was posted last</h2>
      <EntryRows entries={entries} currency={account.currency} timeZone={account.timeZone} />
      {entries.length > 0 && (
        <p class="more">
          <a href={`${base}entries`}>All entries</a>
        </p>
      )}
    </section>
  );
}
