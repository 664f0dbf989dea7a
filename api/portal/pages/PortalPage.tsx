import type { Child } from 'hono/jsx';
import type { PortalAccount, PortalLine } from '../../../src/accounts/loadPortalAccount.js';
import type { AccountProjection } from '../../../src/assessment/loadAccountProjection.js';
import { taxNameIn } from '../../../src/core/values/entryTexts.js';
import { formatPercent } from '../../../src/core/values/money.js';
import { formatQuantity } from '../../../src/core/values/quantity.js';
import { type Instant, type LocalDate, startOfDay } from '../../../src/core/values/zone.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import type { UsageTotal } from '../../../src/store/usage/usage.js';
import { UsageCharts } from '../../console/usage/pages/UsagePage.js';
import type { PageCall, PageContent } from '../../web/page.js';
import { Empty } from '../../web/parts/parts.js';
import { describePlan } from '../describePlan.js';
import { pageFor, type Reader } from '../reader.js';
import { describeStanding } from '../standing.js';
import { EntryRows } from './EntriesPage.js';
import { PortalChart } from './PortalChart.js';
import { ReaderDay } from './ReaderDay.js';

export interface PortalProps {
  readonly call: Pick<PageCall, 'session' | 'now'>;
  readonly portalAccount: PortalAccount;
  /** Undefined if the reader may not see entries. */
  readonly projection: AccountProjection | undefined;
  readonly entries: readonly Entry[];
  readonly usage: readonly UsageTotal[];
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly reader: Reader;
}

interface PartProps {
  readonly portalAccount: PortalAccount;
  readonly reader: Reader;
}

type TimedProps = PartProps & { readonly now: Instant };

/** The client's first page: paid until when, the costs and their reasons, the usage, the latest entries. */
export function portalPage(props: PortalProps): PageContent {
  const { call, portalAccount, projection, entries, usage, from, to, reader } = props;
  const { overview: texts } = reader.texts;
  const { permissions, site } = call.session;
  const base = `/sites/${site.slug}/`;
  const body = (
    <>
      <StandingHead portalAccount={portalAccount} now={call.now} reader={reader} />
      <Figures portalAccount={portalAccount} reader={reader} />
      <p class="actions">
        <a class="button first" href={`${base}pay`}>
          {portalAccount.offers.least === null
            ? texts.payAhead
            : texts.pay(reader.sum(portalAccount.offers.least.minor))}
        </a>
        <a class="button" href={`${base}statements`}>
          {texts.documents}
        </a>
      </p>
      {projection !== undefined && projection.past.length > 0 && (
        <PortalChart
          portalAccount={portalAccount}
          projection={projection}
          entries={entries}
          reader={reader}
        />
      )}
      <Ahead portalAccount={portalAccount} now={call.now} reader={reader} />
      <section>
        <h2>{texts.plan}</h2>
        <SoFar portalAccount={portalAccount} reader={reader} />
        <Promotions portalAccount={portalAccount} reader={reader} />
        <Plans portalAccount={portalAccount} reader={reader} />
      </section>
      {permissions.has('usage.read') && (
        <section>
          <h2>{texts.usage}</h2>
          {usage.length === 0 ? (
            <Empty>
              <p>{texts.noUsage}</p>
            </Empty>
          ) : (
            <UsageCharts
              usage={usage}
              meters={portalAccount.meters}
              from={from}
              to={to}
              writing={{ date: reader.date, title: texts.byDay }}
            />
          )}
        </section>
      )}
      {permissions.has('entries.read') && <Latest {...props} base={base} />}
    </>
  );
  return pageFor(reader, { title: texts.title, body });
}

function StandingHead({ portalAccount, now, reader }: TimedProps) {
  const { before, day, lead, tone } = describeStanding(portalAccount, now, reader);
  const { sites } = portalAccount.account;
  const { standing: texts } = reader.texts;
  const leads = [
    ...(day !== null && day > now ? [texts.thatIs(reader.distance(day, now))] : []),
    lead,
    ...(sites.length > 1 ? [texts.sites(sites.map(({ name }) => name).join(', '))] : []),
  ];
  return (
    <>
      <h1 class={`standing ${tone}`}>
        {before}
        {day !== null && (
          <>
            {' '}
            <time datetime={new Date(day).toISOString()} title={reader.exact(day)}>
              {reader.longDay(day, now)}
            </time>
          </>
        )}
      </h1>
      <p class="lead">{leads.join(' ')}</p>
    </>
  );
}

function Figures({ portalAccount: { account }, reader: { texts, amount } }: PartProps) {
  const { currency, balance, accrued, headroom, creditLimit } = account;
  const { overview } = texts;
  const figures: readonly (readonly [string, bigint])[] = [
    balance < 0n ? [overview.owe, -balance] : [overview.balance, balance],
    [overview.accrued, accrued],
    [creditLimit < 0n ? overview.leftMinimum : overview.left, headroom],
  ];
  return (
    <dl class="figures">
      {figures.map(([label, minor]) => (
        <div>
          <dt>
            {label} {currency}
          </dt>
          <dd>{amount(minor)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Scheduled and expected events, soonest first. */
function Ahead({ portalAccount, now, reader }: TimedProps) {
  if (portalAccount.account.state === 'closed') return null;
  return (
    <section>
      <h2>{reader.texts.overview.next}</h2>
      <dl class="facts ahead">
        {comingUp(portalAccount, now, reader).map(({ at, words }) => (
          <div>
            <dt>
              <ReaderDay reader={reader} at={at} now={now} />
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

function comingUp(
  { account, scheduled }: PortalAccount,
  now: Instant,
  { texts, sum, language }: Reader,
): Coming[] {
  const { timeZone, tax, limitDate, suspends, state, period } = account;
  const { periodEnds, runsOut, notices, suspends: suspendsText, withTax } = texts.overview;
  const coming: Coming[] = scheduled.map(({ dueOn, minor, description }) => {
    const words = `${description}: ${sum(minor)}`;
    return {
      at: startOfDay(dueOn, timeZone),
      words: tax === null ? words : withTax(words, taxNameIn(language, tax.name)),
    };
  });
  coming.push({ at: period.endsAt, words: periodEnds });
  if (limitDate !== null && state === 'active') {
    const suspendsAt = suspends?.at ?? limitDate;
    const isLater = suspendsAt > limitDate;
    coming.push({ at: limitDate, words: isLater ? runsOut : `${runsOut} ${notices}` });
    if (isLater) coming.push({ at: suspendsAt, words: `${suspendsText} ${notices}` });
  }
  return coming.filter(({ at }) => at > now).sort((one, other) => one.at - other.at);
}

/** What is left of credits, and the discounts in force. */
function Promotions({ portalAccount, reader }: PartProps) {
  const { creditLeft, discount } = reader.texts.overview;
  const inForce = portalAccount.promotions.filter(({ state }) => state === 'active');
  if (inForce.length === 0) return null;
  return (
    <ul>
      {inForce.map(({ name, kind, percent, minor, left, lastDay }) => {
        const until = lastDay === null ? null : reader.date(lastDay);
        const size =
          kind === 'percent'
            ? reader.texts.plan.percent(reader.number(formatPercent(percent)))
            : reader.sum(minor);
        return (
          <li>
            {left === null
              ? discount(`${name} ${size}`, until)
              : creditLeft(name, reader.sum(left), reader.sum(minor), until)}
          </li>
        );
      })}
    </ul>
  );
}

function SoFar({ portalAccount, reader }: PartProps) {
  const { overview: texts } = reader.texts;
  const { account, lines, taxMinor, meters } = portalAccount;
  const { currency, period, tax } = account;
  if (lines.length === 0) {
    return (
      <Empty>
        <p>{texts.noCharges}</p>
      </Empty>
    );
  }
  const net = lines.reduce((sum, { minor }) => sum + minor, 0n);
  const unitOf = (meter: string | undefined): string => meters.find(({ name }) => name === meter)?.unit ?? '';
  return (
    <>
      <table class="cards lines">
        <caption>
          {texts.since} <ReaderDay reader={reader} at={period.startsAt} />
        </caption>
        <thead>
          <tr>
            <th scope="col">{texts.item}</th>
            <th scope="col">{texts.used}</th>
            <th scope="col" class="amount">
              {texts.cost} {currency}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <td>
                {line.name}
                <span class="sub">{texts.days(reader.date(line.fromDate), reader.date(line.toDate))}</span>
              </td>
              <td data-label={texts.used}>{formatUsed(line, unitOf(line.meter), reader)}</td>
              <td class="amount" data-label={texts.cost}>
                {reader.amount(line.minor)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {tax !== null && (
            <Sum
              label={`${taxNameIn(reader.language, tax.name)} ${reader.texts.plan.percent(reader.number(formatPercent(tax.percent)))}`}
            >
              {reader.amount(taxMinor)}
            </Sum>
          )}
          <Sum label={texts.total} strong>
            {reader.amount(net + taxMinor)}
          </Sum>
        </tfoot>
      </table>
      <p class="quiet small">{texts.advance}</p>
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

function formatUsed({ quantity }: PortalLine, unit: string, reader: Reader) {
  if (quantity === undefined) return '';
  const exact = formatQuantity(quantity);
  return <span title={`${reader.number(exact)} ${unit}`.trim()}>{reader.quantity(Number(exact), unit)}</span>;
}

function Plans({ portalAccount: { account, plans, meters }, reader }: PartProps) {
  const { overview: texts } = reader.texts;
  const { tax, intervalMonths } = account;
  if (plans.length === 0) return <p class="quiet">{texts.noPlan}</p>;
  return (
    <>
      {plans.map(({ terms, fromDate, toDate }) => (
        <details class="fold" open={plans.length === 1}>
          <summary>
            {planTitle(terms.name ?? texts.thePlan, { fromDate, toDate }, plans.length > 1, reader)}
          </summary>
          <dl class="facts">
            {describePlan(terms, meters, intervalMonths, reader).map(({ name, words }) => (
              <div>
                <dt>{name}</dt>
                <dd>{words}</dd>
              </div>
            ))}
            {tax !== null && (
              <div>
                <dt>{taxNameIn(reader.language, tax.name)}</dt>
                <dd>{texts.taxed(reader.number(formatPercent(tax.percent)))}</dd>
              </div>
            )}
          </dl>
        </details>
      ))}
    </>
  );
}

function planTitle(
  name: string,
  { fromDate, toDate }: { readonly fromDate: LocalDate; readonly toDate: LocalDate | null },
  isOneOfMany: boolean,
  { texts: { overview }, date }: Reader,
): string {
  if (toDate !== null) return overview.planUntil(name, date(toDate));
  return isOneOfMany ? overview.planFrom(name, date(fromDate)) : name;
}

function Latest({
  portalAccount: { account },
  entries,
  base,
  reader,
}: PortalProps & { readonly base: string }) {
  return (
    <section>
      <h2>{reader.texts.overview.recent}</h2>
      <EntryRows entries={entries} currency={account.currency} reader={reader} />
      {entries.length > 0 && (
        <p class="more">
          <a href={`${base}entries`}>{reader.texts.overview.allEntries}</a>
        </p>
      )}
    </section>
  );
}
