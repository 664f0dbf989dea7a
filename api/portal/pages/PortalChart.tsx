import { raw } from 'hono/html';
import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import type { AccountProjection } from '../../../src/assessment/loadAccountProjection.js';
import { startOfDay } from '../../../src/core/values/zone.js';
import { withoutReversed } from '../../../src/ledger/withoutReversed.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import { accountChart } from '../../web/charts/accountChart.js';
import type { ChartMark } from '../../web/charts/accountPicture.js';
import type { Reader } from '../reader.js';

const WIDE = 760;
const NARROW = 324;

interface PictureProps {
  readonly portalAccount: PortalAccount;
  readonly projection: AccountProjection;
  /** The newest entries; the chart marks payments among them. */
  readonly entries: readonly Entry[];
  readonly reader: Reader;
}

/** The balance's past and projection, drawn for large and small screens; CSS shows the one that fits. */
export function PortalChart({ portalAccount, projection, entries, reader }: PictureProps) {
  const { chart: texts } = reader.texts;
  const { currency, timeZone, asOf, past, ahead, early, late, creditLimit } = projection;
  const isActive = portalAccount.account.state === 'active';
  const picture = {
    currency,
    timeZone,
    asOf,
    past,
    ...(isActive ? { ahead, early, late } : { ahead: [], early: [], late: [] }),
    limitMinor: -creditLimit,
    marks: [
      ...paymentMarks(entries, reader),
      ...(isActive ? aheadMarks(portalAccount, projection, reader) : []),
    ],
    title: titleOf(portalAccount, projection, reader),
  };
  return (
    <section>
      <h2>{texts.title}</h2>
      <figure class="picture">
        <div class="picture-wide">{raw(accountChart({ ...picture, width: WIDE }))}</div>
        <div class="picture-narrow">{raw(accountChart({ ...picture, width: NARROW }))}</div>
      </figure>
      <p class="quiet small">
        {texts.note}
        {isActive && ` ${texts.dashed}`}
      </p>
    </section>
  );
}

function paymentMarks(entries: readonly Entry[], { texts, amount: written }: Reader): ChartMark[] {
  return withoutReversed(entries)
    .filter(({ kind }) => kind === 'payment')
    .map(({ effectiveAt: at, amount }) => ({
      at,
      words: texts.chart.paid(written(amount)),
      tone: 'money',
    }));
}

function aheadMarks(
  { account, scheduled }: PortalAccount,
  { limitDate, asOf }: AccountProjection,
  { texts, amount, day }: Reader,
): ChartMark[] {
  const { timeZone } = account;
  const planned = scheduled
    .map(({ dueOn, description, minor }): ChartMark => ({
      at: startOfDay(dueOn, timeZone),
      words: `${description.slice(0, 24)} ${amount(minor)}`,
      tone: 'planned',
    }))
    .filter(({ at }) => at > asOf);
  if (limitDate === null) return planned;
  return [...planned, { at: limitDate, words: texts.chart.usedUp(day(limitDate, asOf)), tone: 'limit' }];
}

/** The same in words, for screen readers. */
function titleOf(
  { account }: PortalAccount,
  { past, limitDate, asOf, creditLimit }: AccountProjection,
  { texts: { chart }, amount, sum, day }: Reader,
): string {
  const now = past[past.length - 1]?.minor ?? 0n;
  const worth = chart.worth(sum(now), amount(-creditLimit));
  if (account.state !== 'active') return worth;
  return `${worth} ${limitDate === null ? chart.notExpected : chart.expected(day(limitDate, asOf))}`;
}
