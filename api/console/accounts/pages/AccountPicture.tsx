import { raw } from 'hono/html';
import type { AccountProjection } from '../../../../src/assessment/loadAccountProjection.js';
import { dateFormat } from '../../../../src/core/values/formatters.js';
import { type Instant, startOfDay } from '../../../../src/core/values/zone.js';
import { withoutReversed } from '../../../../src/ledger/withoutReversed.js';
import type { ShownEmail } from '../../../../src/emails/showEmail.js';
import { accountChart } from '../../../web/charts/accountChart.js';
import type { ChartMark } from '../../../web/charts/accountPicture.js';
import { formatMoney } from '../../../web/charts/format.js';
import { formatDay, formatRange, formatTime } from '../list/format.js';
import type { AccountProps } from './accountProps.js';

const WIDE = 760;
const NARROW = 324;

/** The account's past and projection, drawn for large and small screens; CSS shows the one that fits. */
export function AccountPicture(props: AccountProps) {
  const { projection, account } = props;
  const { currency, timeZone, asOf, past, ahead, early, late, creditLimit } = projection;
  const shown = account.state === 'active' ? { ahead, early, late } : { ahead: [], early: [], late: [] };
  const picture = {
    currency,
    timeZone,
    asOf,
    past,
    ...shown,
    limitMinor: -creditLimit,
    marks: marksOf(props),
    title: titleOf(props),
  };
  return (
    <figure class="picture">
      <div class="picture-wide">{raw(accountChart({ ...picture, width: WIDE }))}</div>
      <div class="picture-narrow">{raw(accountChart({ ...picture, width: NARROW }))}</div>
    </figure>
  );
}

function titleOf({ projection, account }: AccountProps): string {
  const { past, currency, timeZone, limitDate, creditLimit } = projection;
  const now = past[past.length - 1]?.minor ?? 0n;
  const limit = formatMoney(-creditLimit, currency);
  const worth = `${account.name}: ${formatMoney(now, currency)} ${currency} now, the limit is ${limit}`;
  if (limitDate === null) return `${worth}; it is not expected within 400 days.`;
  const day = formatDay(limitDate, timeZone, projection.asOf);
  const range = formatRange(projection.range, timeZone, projection.asOf);
  return account.state === 'active'
    ? `${worth}; expected to be reached ${range === null ? `on ${day}` : `${range}, most likely on ${day}`}.`
    : `${worth}; reached on ${day}.`;
}

function marksOf(props: AccountProps): ChartMark[] {
  const { account, projection } = props;
  if (account.state === 'closed') return paymentMarks(props);
  return [
    ...paymentMarks(props),
    ...emailMarks(props.emails),
    ...aheadMarks(props),
    ...limitMarks(projection, account),
  ];
}

function paymentMarks({ entries, projection: { currency } }: AccountProps): ChartMark[] {
  return withoutReversed(entries)
    .filter(({ kind }) => kind === 'payment')
    .map(({ effectiveAt: at, amount }) => ({
      at,
      words: `paid ${formatMoney(amount, currency)}`,
      tone: 'money',
    }));
}

function emailMarks(emails: readonly ShownEmail[]): ChartMark[] {
  return emails
    .filter(({ kind }) => kind === 'week' || kind === 'day')
    .map(({ kind, createdAt: at }) => ({ at, words: `${kind} notice`, tone: 'notice' }));
}

function aheadMarks({ upcoming, planned, account, projection }: AccountProps): ChartMark[] {
  const { timeZone, currency } = account;
  const notices = upcoming
    .filter(({ what }) => what === 'week notice' || what === 'day notice')
    .map(({ at, what }): ChartMark => ({ at, words: `${what}, ${shortDay(at, timeZone)}`, tone: 'notice' }));
  const charges = planned
    .filter(({ entryId, cancelledAt }) => entryId === null && cancelledAt === null)
    .map((charge): ChartMark => ({
      at: startOfDay(charge.dueOn, timeZone),
      words: `${charge.description.slice(0, 24)} ${formatMoney(-charge.amount, currency)}`,
      tone: 'planned',
    }))
    .filter(({ at }) => at > projection.asOf);
  return [...notices, ...charges];
}

function shortDay(at: Instant, timeZone: string): string {
  return dateFormat('en-GB', { weekday: 'short', timeZone }).format(at);
}

function limitMarks(
  { limitDate, timeZone, asOf }: AccountProjection,
  { suspendedSince }: AccountProps['account'],
): ChartMark[] {
  if (suspendedSince !== null)
    return [{ at: suspendedSince, words: `suspended ${formatDay(suspendedSince, timeZone)}`, tone: 'limit' }];
  if (limitDate === null) return [];
  const words = `${formatDay(limitDate, timeZone, asOf)}, about ${formatTime(limitDate, timeZone)}`;
  return [{ at: limitDate, words, tone: 'limit' }];
}
