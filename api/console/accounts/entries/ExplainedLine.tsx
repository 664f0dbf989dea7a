import type { Child } from 'hono/jsx';
import type { ExactMinor, ExplainedPart } from '../../../../src/billing/rating/explainLine.js';
import { minorPerMajor } from '../../../../src/core/values/money.js';
import { formatQuantity, storedQuantity } from '../../../../src/core/values/quantity.js';
import { addDays } from '../../../../src/core/values/zone.js';
import type { ExplainedLine } from '../../../../src/ledger/explainEntry.js';
import type { Entry } from '../../../../src/store/ledger/entries.js';
import { formatMoney } from '../../../web/charts/format.js';
import { Voided } from '../../usage/pages/UsageEventsPage.js';
import { MeterChart } from '../../usage/pages/UsagePage.js';
import { exactQuantity } from '../../usage/quantities.js';
import { formatDate, Day, formatMajor, plural } from '../list/format.js';

interface LineProps {
  readonly line: ExplainedLine;
  readonly entry: Entry;
  readonly accountTimeZone: string;
  readonly slug: string;
  /** Names of the actors who voided events. */
  readonly names: ReadonlyMap<string, string>;
}

/** Explains an amount from the quantity on: every step with its figure, adding up to the posted amount. */
export function ExplainedLineSection({ line, entry, accountTimeZone, slug, names }: LineProps) {
  const { currency } = entry;
  const { explanation, planName, version, planId, from, to, meter, days } = line;
  return (
    <section class="explained">
      <h2>How it was calculated</h2>
      <p class="lead">
        By plan{' '}
        <a href={`/sites/${slug}/console/plans/${planId}`}>
          {planName} v{version}
        </a>
        , for {formatDate(from)} to {formatDate(addDays(to, -1))}
        {explanation.share !== undefined && explanation.share.activeDays !== explanation.share.wholeDays
          ? `: ${explanation.share.activeDays} of the period’s ${plural(explanation.share.wholeDays, 'day')}`
          : ''}
        .
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col" class="amount">
              {currency}
            </th>
          </tr>
        </thead>
        <tbody>
          <Quantity line={line} />
          <AddedQuantity line={line} entry={entry} />
          {explanation.parts.map((part) => (
            <Row words={formatPart(part, line, currency)} amount={formatExactAmount(part.exact, currency)} />
          ))}
          <Rounding line={line} currency={currency} />
          {line.postedBefore !== 0n && (
            <Row
              words="Already posted for this line; only the difference is posted here"
              amount={formatMoney(-line.postedBefore, currency)}
            />
          )}
          {line.unexplained !== 0n && (
            <Row
              words="Adjustment: what was reversed by hand is not charged or credited a second time, and the plan may have changed since"
              amount={formatMoney(line.unexplained, currency)}
            />
          )}
        </tbody>
        <tfoot>
          <Row
            words={<strong>Posted as no. {entry.number}</strong>}
            amount={<strong>{formatMoney(-entry.amount, currency)}</strong>}
          />
        </tfoot>
      </table>
      {meter !== undefined && days.length > 0 && (
        <>
          <h3 class="above">Days</h3>
          <p class="quiet small">
            {DAY_RULES[meter.aggregation]} Days are the account’s own, {accountTimeZone}.
          </p>
          <MeterChart meter={meter} usage={days} from={from} to={to} />
        </>
      )}
      <VoidedEvents line={line} entry={entry} accountTimeZone={accountTimeZone} names={names} />
    </section>
  );
}

/** Voided events of the line's days, and whether this entry counted them. */
function VoidedEvents({ line, entry, accountTimeZone, names }: Omit<LineProps, 'slug'>) {
  const { voided, meter } = line;
  if (voided.length === 0) return null;
  return (
    <>
      <h3 class="above">Voided events</h3>
      <p class="quiet small">
        This entry does not include events that were voided before it was posted. It includes events that were
        voided later; a correction credits them.
      </p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Time ({accountTimeZone})</th>
            <th scope="col">Source and id</th>
            <th scope="col">Site</th>
            <th scope="col" class="amount">
              Quantity
            </th>
            <th scope="col">State</th>
            <th scope="col">In this entry</th>
          </tr>
        </thead>
        <tbody>
          {voided.map((event) => (
            <tr>
              <td>
                <Day at={event.occurredAt} timeZone={accountTimeZone} withTime />
              </td>
              <td data-label="Source and id" class="code">
                {event.source} {event.eventId}
              </td>
              <td data-label="Site">{event.siteSlug}</td>
              <td class="amount" data-label="Quantity">
                {exactQuantity(event.quantity, meter ?? { name: event.meter })}
              </td>
              <td data-label="State">
                <Voided event={event} account={{ timeZone: accountTimeZone }} names={names} />
              </td>
              <td data-label="In this entry">
                {(event.voidedAt ?? 0) > entry.postedAt ? 'counted' : 'not counted'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const DAY_RULES = {
  sum: 'The sum of all days of the period, over all sites of the account.',
  max: 'The highest reading of the period for each site, summed over the sites.',
  last: 'The latest reading of the period for each site, summed over the sites.',
  average: 'The average of the daily highest readings for each site, summed over the sites.',
} as const;

function Row({ words, amount }: { readonly words: Child; readonly amount: Child }) {
  return (
    <tr>
      <td>{words}</td>
      <td class="amount">{amount}</td>
    </tr>
  );
}

/** How much of the quantity this line charges, if the rest was charged before or is not charged. */
function AddedQuantity({ line: { meter, explanation }, entry }: Pick<LineProps, 'line' | 'entry'>) {
  const { quantity: text } = entry;
  if (text === undefined || explanation.quantity === undefined) return null;
  const added = storedQuantity(text);
  if (added === explanation.quantity) return null;
  const unit = meter === undefined || meter.unit === '' ? '' : ` ${meter.unit}`;
  const size = `${formatMajor(formatQuantity(added < 0n ? -added : added))}${unit}`;
  return <Row words={added < 0n ? `${size} less than before` : `${size} arrived late`} amount="" />;
}

/** The metered quantity in the plan's unit. */
function Quantity({ line: { explanation, meter } }: Pick<LineProps, 'line'>) {
  const { quantity, per = '1' } = explanation;
  if (quantity === undefined) return null;
  const name = meter?.title ?? explanation.meter ?? 'Quantity';
  const unit = meter === undefined || meter.unit === '' ? '' : ` ${meter.unit}`;
  const counted = per === '1' ? '' : `, priced per ${formatMajor(per)}${unit}`;
  return <Row words={`${name}: ${formatMajor(formatQuantity(quantity))}${unit}${counted}`} amount="" />;
}

function formatPart(part: ExplainedPart, { explanation, meter }: ExplainedLine, currency: string): string {
  const { per = '1', share } = explanation;
  const unit = meter === undefined || meter.unit === '' ? '' : ` ${meter.unit}`;
  const priced = per === '1' ? 'each' : `per ${formatMajor(per)}${unit}`;
  const quantity = (of: bigint): string => formatMajor(formatQuantity(of));
  switch (part.what) {
    case 'amount':
      return share === undefined || share.activeDays === share.wholeDays
        ? 'The amount of a whole period'
        : `${formatMoney(part.minor, currency)} for a whole period × ${share.activeDays} ÷ ${share.wholeDays} days`;
    case 'band': {
      const reach =
        part.upTo === null
          ? `above ${quantity(part.above)}`
          : `${quantity(part.above)} to ${quantity(part.upTo)}`;
      const only = part.upTo === null && part.above === 0n ? '' : `Band ${reach}: `;
      return `${only}${quantity(part.quantity)}${unit} at ${part.unitPrice} ${priced}`;
    }
    case 'fee':
      return `Fee of that band, ${part.fee}, due once`;
    case 'packages': {
      const free = part.freeUnits === '0' ? '' : `, after ${formatMajor(part.freeUnits)} free`;
      return `${plural(Number(part.packages), 'package')} begun of ${formatMajor(part.packageSize)}${per === '1' ? '' : ` × ${formatMajor(per)}`}${unit}${free}, at ${part.packagePrice} each`;
    }
    case 'percentage':
      return `${part.percent} % of ${quantity(part.quantity)}`;
    case 'limit':
      return `The ${explanation.kind} of ${formatMoney(part.minor, currency)} a period${share === undefined || share.activeDays === share.wholeDays ? '' : ` × ${share.activeDays} ÷ ${share.wholeDays} days`}`;
    case 'others':
      return 'Minus the total of the other lines';
  }
}

/** A line is rounded only here; shown if rounding changes the amount. */
function Rounding({ line: { explanation }, currency }: { line: ExplainedLine; currency: string }) {
  const { exact, minor, kind, parts } = explanation;
  const isWhole = exact.numerator % exact.denominator === 0n;
  const words = isWhole
    ? 'Total'
    : `Total ${formatExactAmount(exact, currency)}, rounded once, half away from zero`;
  if (isWhole && parts.length === 1 && kind !== 'usage') return null;
  return <Row words={words} amount={formatMoney(minor, currency)} />;
}

const SHOWN_DECIMALS = 6n;

/** An exact amount with all its decimals, at most six more than the currency has. */
function formatExactAmount({ numerator, denominator }: ExactMinor, currency: string): string {
  const scale = 10n ** SHOWN_DECIMALS;
  const scaled = (numerator * scale) / denominator;
  if (scaled * denominator === numerator * scale && scaled % scale === 0n) {
    return formatMoney(scaled / scale, currency);
  }
  const perMajor = minorPerMajor(currency) * scale;
  const absolute = scaled < 0n ? -scaled : scaled;
  const places = perMajor.toString().length - 1;
  const fraction = (absolute % perMajor).toString().padStart(places, '0');
  const isCut = scaled * denominator !== numerator * scale;
  const text = `${numerator < 0n ? '-' : ''}${absolute / perMajor}.${fraction.replace(/0+$/, '')}`;
  return `${formatMajor(text)}${isCut ? '…' : ''}`;
}
