import type { Child } from 'hono/jsx';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { ListedAccount } from '../../../../src/store/accounts/accountList.js';
import { iso, isoOrNull } from '../../../v1/framework/responses.js';
import { formatMoney } from '../../../web/charts/format.js';
import { type Cell, money } from '../../../web/csv.js';
import { Pill } from '../../../web/parts/parts.js';
import { EXEMPTIONS, RunwayPill } from './RunwayPill.js';
import { Amount, Day, formatDay, formatRange, formatRelativeTime } from './format.js';
import type { ColumnName } from './listQuery.js';

interface Shown {
  readonly account: ListedAccount;
  readonly now: Instant;
  /** Whether amounts show their currency. */
  readonly named: boolean;
}

/** A column of the list: its heading, its cells, and what a file has in its place. */
export interface ListColumn {
  readonly label: string;
  /** Whether a cell is an amount, or a date. */
  readonly kind?: 'amount' | 'when';
  readonly cell: (shown: Shown) => Child;
  /** Whether a phone leaves the cell out. */
  readonly isNone?: (account: ListedAccount) => boolean;
  readonly file: Readonly<Record<string, (account: ListedAccount) => Cell>>;
}

const none = <span class="quiet">–</span>;

function amountColumn(
  label: string,
  name: string,
  minorOf: (account: ListedAccount) => bigint | null,
): ListColumn {
  return {
    label,
    kind: 'amount',
    cell: ({ account, named }) => {
      const minor = minorOf(account);
      return minor === null ? none : <Amount minor={minor} currency={account.currency} named={named} />;
    },
    file: {
      [name]: (account) => {
        const minor = minorOf(account);
        return minor === null ? '' : money(minor, account.currency);
      },
    },
  };
}

function textColumn(label: string, name: string, textOf: (account: ListedAccount) => string): ListColumn {
  return {
    label,
    cell: ({ account }) => textOf(account) || none,
    isNone: (account) => textOf(account) === '',
    file: { [name]: textOf },
  };
}

export const COLUMNS: Readonly<Record<ColumnName, ListColumn>> = {
  runway: {
    label: 'Runway',
    cell: ({ account, now }) => <Runway account={account} now={now} />,
    file: {
      state: ({ state }) => state,
      held: ({ held }) => (held ? 'yes' : 'no'),
      warned: ({ warned }) => warned ?? '',
      forecast: ({ forecast }) => forecast,
      exempt_until: ({ exemptUntil }) => isoOrNull(exemptUntil) ?? '',
    },
  },
  limit: {
    label: 'Limit date',
    kind: 'when',
    cell: ({ account, now }) => <LimitDate account={account} now={now} />,
    file: {
      limit_date: ({ limitDate }) => isoOrNull(limitDate) ?? '',
      limit_date_earliest: ({ limitRange }) => isoOrNull(limitRange?.earliest ?? null) ?? '',
      limit_date_latest: ({ limitRange }) => isoOrNull(limitRange?.latest ?? null) ?? '',
      suspension_date: ({ suspends }) =>
        suspends === null || suspends.reason === 'breaker' ? '' : iso(suspends.at),
    },
  },
  balance: amountColumn('Balance', 'balance', ({ balance }) => balance),
  accrued: amountColumn('Not yet charged', 'accrued', ({ accrued }) => accrued),
  pace: amountColumn('Per day', 'pace_per_day', ({ forecast, pacePerDay }) =>
    forecast === 'none' ? null : pacePerDay,
  ),
  payment: {
    label: 'Last payment',
    kind: 'when',
    cell: ({ account: { lastPayment, currency, timeZone }, now }) =>
      lastPayment === null ? (
        <span class="quiet">none</span>
      ) : (
        <span>
          {formatMoney(lastPayment.amount, currency)}
          <span class="sub">
            <Day at={lastPayment.at} timeZone={timeZone} now={now} />
          </span>
        </span>
      ),
    isNone: ({ lastPayment }) => lastPayment === null,
    file: {
      last_payment: ({ lastPayment, currency }) =>
        lastPayment === null ? '' : money(lastPayment.amount, currency),
      last_payment_at: ({ lastPayment }) => (lastPayment === null ? '' : iso(lastPayment.at)),
    },
  },
  email: {
    ...textColumn('Email', 'email', ({ email, moreEmails }) => [email, ...moreEmails].join(', ')),
    file: { email: ({ email }) => email, more_emails: ({ moreEmails }) => moreEmails.join(' ') },
  },
  reference: textColumn('Reference', 'reference', ({ reference }) => reference),
  credit: amountColumn('Credit limit', 'credit_limit', ({ creditLimit }) => creditLimit),
  plans: textColumn('Plan', 'plans', ({ plans }) => plans.join(', ')),
  tags: textColumn('Tags', 'tags', ({ tags }) => tags.join(', ')),
  externalId: textColumn('External id', 'external_id', ({ externalId }) => externalId ?? ''),
  opened: {
    label: 'Opened',
    kind: 'when',
    cell: ({ account: { openedAt, timeZone }, now }) => <Day at={openedAt} timeZone={timeZone} now={now} />,
    file: { opened_at: ({ openedAt }) => iso(openedAt) },
  },
};

interface CellProps {
  readonly account: ListedAccount;
  readonly now: Instant;
}

function Runway({ account, now }: CellProps) {
  return (
    <>
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
    </>
  );
}

function LimitDate({ account, now }: CellProps) {
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
