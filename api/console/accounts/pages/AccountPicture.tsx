import { raw } from 'hono/html';
import type { AccountCourse } from '../../../../src/assessment/readCourse.js';
import { dateFormat } from '../../../../src/core/values/formatters.js';
import { type Instant, startOfDay } from '../../../../src/core/values/zone.js';
import type { Letter } from '../../../../src/store/emails/letters.js';
import { accountChart } from '../../../web/charts/accountChart.js';
import type { ChartMark } from '../../../web/charts/accountPicture.js';
import { amountWords } from '../../../web/charts/words.js';
import { dayWords, timeWords } from '../list/words.js';
import type { AccountProps } from './accountProps.js';

const WIDE = 760;
const NARROW = 324;

/** The tab behind and ahead, drawn for a desk and for a phone; the page shows the one that fits. */
export function AccountPicture(props: AccountProps) {
  const { course, account } = props;
  const { currency, timeZone, asOf, past, ahead, early, late, creditLimit } = course;
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

function titleOf({ course, account }: AccountProps): string {
  const { past, currency, timeZone, limitDate, creditLimit } = course;
  const now = past[past.length - 1]?.minor ?? 0n;
  const limit = amountWords(-creditLimit, currency);
  const worth = `${account.name}: ${amountWords(now, currency)} ${currency} now, the limit is ${limit}`;
  if (limitDate === null) return `${worth}; it is not expected to be reached within 400 days.`;
  const day = dayWords(limitDate, timeZone, course.asOf);
  return account.state === 'active'
    ? `${worth}; expected to be reached on ${day}.`
    : `${worth}; reached on ${day}.`;
}

function marksOf(props: AccountProps): ChartMark[] {
  const { account, course } = props;
  if (account.state === 'closed') return paymentMarks(props);
  return [
    ...paymentMarks(props),
    ...letterMarks(props.letters),
    ...aheadMarks(props),
    ...limitMarks(course, account.state),
  ];
}

function paymentMarks({ entries, course: { currency } }: AccountProps): ChartMark[] {
  return entries
    .filter(({ kind }) => kind === 'payment')
    .map(({ effectiveAt: at, amount }) => ({
      at,
      words: `paid ${amountWords(amount, currency)}`,
      tone: 'money',
    }));
}

function letterMarks(letters: readonly Letter[]): ChartMark[] {
  return letters
    .filter(({ kind }) => kind === 'week' || kind === 'day')
    .map(({ kind, createdAt: at }) => ({ at, words: `${kind} notice`, tone: 'notice' }));
}

function aheadMarks({ timeline, planned, account, course }: AccountProps): ChartMark[] {
  const { timeZone, currency } = account;
  const notices = timeline.upcoming
    .filter(({ what }) => what === 'week notice' || what === 'day notice')
    .map(({ at, what }): ChartMark => ({ at, words: `${what}, ${shortDay(at, timeZone)}`, tone: 'notice' }));
  const charges = planned
    .filter(({ entryId, cancelledAt }) => entryId === null && cancelledAt === null)
    .map((charge): ChartMark => ({
      at: startOfDay(charge.dueOn, timeZone),
      words: `${charge.description.slice(0, 24)} ${amountWords(-charge.amount, currency)}`,
      tone: 'planned',
    }))
    .filter(({ at }) => at > course.asOf);
  return [...notices, ...charges];
}

function shortDay(at: Instant, timeZone: string): string {
  return dateFormat('en-GB', { weekday: 'short', timeZone }).format(at);
}

function limitMarks({ limitDate, timeZone, asOf }: AccountCourse, state: string): ChartMark[] {
  if (limitDate === null) return [];
  const words =
    state === 'suspended'
      ? `suspended ${dayWords(limitDate, timeZone)}`
      : `${dayWords(limitDate, timeZone, asOf)}, about ${timeWords(limitDate, timeZone)}`;
  return [{ at: limitDate, words, tone: 'limit' }];
}
