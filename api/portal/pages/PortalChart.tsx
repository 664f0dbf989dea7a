import { raw } from 'hono/html';
import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import type { AccountProjection } from '../../../src/assessment/loadAccountProjection.js';
import { startOfDay } from '../../../src/core/values/zone.js';
import { withoutReversed } from '../../../src/ledger/withoutReversed.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import { formatDay } from '../../console/accounts/list/format.js';
import { accountChart } from '../../web/charts/accountChart.js';
import type { ChartMark } from '../../web/charts/accountPicture.js';
import { formatMoney } from '../../web/charts/format.js';

const WIDE = 760;
const NARROW = 324;

interface PictureProps {
  readonly portalAccount: PortalAccount;
  readonly projection: AccountProjection;
  /** The newest entries; the chart marks payments among them. */
  readonly entries: readonly Entry[];
}

/** The balance's past and projection, drawn for large and small screens; CSS shows the one that fits. */
export function PortalChart({ portalAccount, projection, entries }: PictureProps) {
  const { currency, timeZone, asOf, past, ahead, early, late, creditLimit } = projection;
  const isActive = portalAccount.account.state === 'active';
  const picture = {
    currency,
    timeZone,
    asOf,
    past,
    ...(isActive ? { ahead, early, late } : { ahead: [], early: [], late: [] }),
    limitMinor: -creditLimit,
    marks: [...paymentMarks(entries, currency), ...(isActive ? aheadMarks(portalAccount, projection) : [])],
    title: titleOf(portalAccount, projection),
  };
  return (
    <section>
      <h2>Balance forecast</h2>
      <figure class="picture">
        <div class="picture-wide">{raw(accountChart({ ...picture, width: WIDE }))}</div>
        <div class="picture-narrow">{raw(accountChart({ ...picture, width: NARROW }))}</div>
      </figure>
      <p class="quiet small">
        Usage is deducted daily.
        {isActive && ' Dashed line: forecast.'}
      </p>
    </section>
  );
}

function paymentMarks(entries: readonly Entry[], currency: string): ChartMark[] {
  return withoutReversed(entries)
    .filter(({ kind }) => kind === 'payment')
    .map(({ effectiveAt: at, amount }) => ({
      at,
      words: `you paid ${formatMoney(amount, currency)}`,
      tone: 'money',
    }));
}

function aheadMarks(
  { account, scheduled }: PortalAccount,
  { limitDate, asOf }: AccountProjection,
): ChartMark[] {
  const { timeZone, currency } = account;
  const planned = scheduled
    .map(({ dueOn, description, minor }): ChartMark => ({
      at: startOfDay(dueOn, timeZone),
      words: `${description.slice(0, 24)} ${formatMoney(minor, currency)}`,
      tone: 'planned',
    }))
    .filter(({ at }) => at > asOf);
  if (limitDate === null) return planned;
  return [
    ...planned,
    { at: limitDate, words: `${formatDay(limitDate, timeZone, asOf)}: used up`, tone: 'limit' },
  ];
}

/** The same in words, for screen readers. */
function titleOf(
  { account }: PortalAccount,
  { past, currency, timeZone, limitDate, asOf, creditLimit }: AccountProjection,
): string {
  const now = past[past.length - 1]?.minor ?? 0n;
  const worth = `Your balance after usage is ${formatMoney(now, currency)} ${currency}; sites are suspended below ${formatMoney(-creditLimit, currency)}`;
  if (account.state !== 'active') return `${worth}.`;
  if (limitDate === null) return `${worth}. That is not expected within 400 days.`;
  return `${worth}. That is expected on ${formatDay(limitDate, timeZone, asOf)}.`;
}
