import type { Instant } from '../../../../src/core/values/zone.js';
import type { ListedAccount } from '../../../../src/store/accounts/accountList.js';
import { formatMoney } from '../../../web/charts/format.js';
import { Pill } from '../../../web/parts/parts.js';
import { EXEMPTIONS, RunwayPill } from './RunwayPill.js';
import { Amount, Day, formatDay, formatRange, formatRelativeTime } from './format.js';

interface RowProps {
  readonly account: ListedAccount;
  readonly now: Instant;
  /** `/sites/{slug}/console/` */
  readonly base: string;
  /** Whether amounts show their currency. */
  readonly named: boolean;
  readonly mayPay: boolean;
}

/** One account in the list. */
export function AccountRow({ account, now, base, named, mayPay }: RowProps) {
  const { id, name, currency, sites, timeZone, lastPayment, state } = account;
  const path = `${base}accounts/${id}`;
  return (
    <tr>
      <td>
        <a href={path}>
          <strong>{name}</strong>
        </a>
        <span class="sub">{sites.length === 0 ? 'no site' : sites.join(', ')}</span>
      </td>
      <td>
        <RunwayPill account={account} now={now} />
        {account.isUndeliverable && (
          <>
            {' '}
            <Pill tone="bad">email refused</Pill>
          </>
        )}
        {account.isSilent && (
          <>
            {' '}
            <Pill tone="warning">silent</Pill>
          </>
        )}
        {account.forecast === 'plain' && (
          <>
            {' '}
            <Pill tone="warning">rough forecast</Pill>
          </>
        )}
      </td>
      <td data-label="Limit date" class="when">
        <LimitDate account={account} now={now} />
      </td>
      <td class="amount" data-label="Balance">
        <Amount minor={account.balance} currency={currency} named={named} />
      </td>
      <td class="amount" data-label="Not yet charged">
        <Amount minor={account.accrued} currency={currency} named={named} />
      </td>
      <td class="amount" data-label="Per day">
        {account.forecast === 'none' ? (
          <span class="quiet">–</span>
        ) : (
          <Amount minor={account.pacePerDay} currency={currency} named={named} />
        )}
      </td>
      <td data-label="Last payment" class={lastPayment === null ? 'when none' : 'when'}>
        {lastPayment === null ? (
          <span class="quiet">none</span>
        ) : (
          <span>
            {formatMoney(lastPayment.amount, currency)}
            <span class="sub">
              <Day at={lastPayment.at} timeZone={timeZone} now={now} />
            </span>
          </span>
        )}
      </td>
      <td class="does">
        {mayPay && state !== 'closed' && (
          <a class="button" href={`${path}/payments`}>
            Record payment<span class="hidden"> of {name}</span>
          </a>
        )}
      </td>
    </tr>
  );
}

function LimitDate({ account, now }: { readonly account: ListedAccount; readonly now: Instant }) {
  const { timeZone, warned, state, exemptUntil, suspendedSince, suspends } = account;
  if (suspendedSince !== null)
    return (
      <span>
        since <Day at={suspendedSince} timeZone={timeZone} now={now} />
        <span class="sub">{formatRelativeTime(suspendedSince, now)}</span>
      </span>
    );
  if (account.limitDate === null) return <span class="quiet">–</span>;
  // If the limit date depends on usage and none was reported since, that day may be in the past.
  const limitDate = state === 'active' ? Math.max(account.limitDate, now) : account.limitDate;
  const isDelayed =
    state === 'active' && suspends !== null && suspends.reason !== 'breaker' && suspends.at > limitDate;
  const suspended = isDelayed ? `suspended ${formatDay(suspends.at, timeZone, now)}` : null;
  const note =
    warned !== null && state === 'active'
      ? [`${warned} notice sent`, ...(suspended === null ? [] : [suspended])].join(', ')
      : exemptUntil !== null && exemptUntil > now
        ? EXEMPTIONS[account.exemptFor ?? 'owner'].toLowerCase()
        : (suspended ?? formatRelativeTime(limitDate, now));
  const range = state === 'active' ? formatRange(account.limitRange ?? null, timeZone, now) : null;
  return (
    <span>
      <Day at={limitDate} timeZone={timeZone} now={now} />
      {range !== null && <span class="sub">{range}</span>}
      <span class="sub">{note}</span>
    </span>
  );
}
