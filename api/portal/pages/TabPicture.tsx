import { raw } from 'hono/html';
import type { Tab } from '../../../src/accounts/readTab.js';
import type { AccountCourse } from '../../../src/assessment/readCourse.js';
import { startOfDay } from '../../../src/core/values/zone.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import { dayWords } from '../../console/accounts/list/words.js';
import { accountChart } from '../../web/charts/accountChart.js';
import type { ChartMark } from '../../web/charts/accountPicture.js';
import { amountWords } from '../../web/charts/words.js';

const WIDE = 760;
const NARROW = 324;

interface PictureProps {
  readonly tab: Tab;
  readonly course: AccountCourse;
  /** The newest entries; payments among them stand in the picture. */
  readonly entries: readonly Entry[];
}

/** The client's balance behind and ahead, drawn for a desk and for a phone; the page shows the one that fits. */
export function TabPicture({ tab, course, entries }: PictureProps) {
  const { currency, timeZone, asOf, past, ahead, early, late, creditLimit } = course;
  const isActive = tab.account.state === 'active';
  const picture = {
    currency,
    timeZone,
    asOf,
    past,
    ...(isActive ? { ahead, early, late } : { ahead: [], early: [], late: [] }),
    limitMinor: -creditLimit,
    marks: [...paymentMarks(entries, currency), ...(isActive ? aheadMarks(tab, course) : [])],
    title: titleOf(tab, course),
  };
  return (
    <section>
      <h2>Your balance, and how long it lasts</h2>
      <figure class="picture">
        <div class="picture-wide">{raw(accountChart({ ...picture, width: WIDE }))}</div>
        <div class="picture-narrow">{raw(accountChart({ ...picture, width: NARROW }))}</div>
      </figure>
      <p class="quiet small">
        What was used is taken off as it is used.
        {isActive && ' Dashed is what is expected at the pace of late.'}
      </p>
    </section>
  );
}

function paymentMarks(entries: readonly Entry[], currency: string): ChartMark[] {
  return entries
    .filter(({ kind }) => kind === 'payment')
    .map(({ effectiveAt: at, amount }) => ({
      at,
      words: `you paid ${amountWords(amount, currency)}`,
      tone: 'money',
    }));
}

function aheadMarks({ account, scheduled }: Tab, { limitDate, asOf }: AccountCourse): ChartMark[] {
  const { timeZone, currency } = account;
  const planned = scheduled
    .map(({ dueOn, description, minor }): ChartMark => ({
      at: startOfDay(dueOn, timeZone),
      words: `${description.slice(0, 24)} ${amountWords(minor, currency)}`,
      tone: 'planned',
    }))
    .filter(({ at }) => at > asOf);
  if (limitDate === null) return planned;
  return [
    ...planned,
    { at: limitDate, words: `${dayWords(limitDate, timeZone, asOf)}: used up`, tone: 'limit' },
  ];
}

/** The same in words, for those who do not see it. */
function titleOf(
  { account }: Tab,
  { past, currency, timeZone, limitDate, asOf, creditLimit }: AccountCourse,
): string {
  const now = past[past.length - 1]?.minor ?? 0n;
  const worth = `Your balance is worth ${amountWords(now, currency)} ${currency} now; sites are suspended below ${amountWords(-creditLimit, currency)}`;
  if (account.state !== 'active') return `${worth}.`;
  if (limitDate === null) return `${worth}. That is not expected within 400 days.`;
  return `${worth}. That is expected on ${dayWords(limitDate, timeZone, asOf)}.`;
}
