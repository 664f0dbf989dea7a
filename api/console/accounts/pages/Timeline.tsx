import type { Child } from 'hono/jsx';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { TimelineRow } from '../../../../src/store/core/audit.js';
import { workflowUrlOf } from '../../../v1/accounts/formatAccount.js';
import { formatAction } from '../../../auth/auditTexts.js';
import { formatMoney } from '../../../web/charts/format.js';
import { formatDate, Day, formatDay } from '../list/format.js';
import type { AccountProps } from './accountProps.js';

/** What will happen next and why (dashed), above what happened (solid). */
export function Timeline({ call, account, projection, past, upcoming }: AccountProps) {
  const url = workflowUrlOf(account.id, call.deps);
  return (
    <section class="timeline">
      <h2>Timeline</h2>
      <h3>What happens next</h3>
      {account.state === 'suspended' && <WayBack account={account} />}
      {account.heldBackSince !== null && (
        <p>When you resume suspensions, the site is suspended unless the client has paid.</p>
      )}
      {upcoming.length === 0 ? (
        <p class="quiet">Nothing: the account is closed.</p>
      ) : (
        <ol class="ahead">
          {upcoming.slice(0, 12).map((next) => (
            <Moment at={next.at} timeZone={account.timeZone} withTime>
              {whatComes(next.what, next.why, account.email)}
              <span class="sub">
                {next.what === 'suspension' ? edgesOf(projection) : reasonOf(next.what, next.why)}
              </span>
            </Moment>
          ))}
        </ol>
      )}
      <h3>What happened</h3>
      {past.length === 0 ? (
        <p class="quiet">Nothing yet.</p>
      ) : (
        <Past rows={past.slice(0, PAST_SHOWN)} account={account} />
      )}
      {past.length > PAST_SHOWN && (
        <details class="fold">
          <summary>Earlier</summary>
          <Past rows={past.slice(PAST_SHOWN)} account={account} />
        </details>
      )}
      {url !== null && (
        <p class="more">
          <a href={url} rel="noreferrer">
            Open workflow in Temporal
          </a>
        </p>
      )}
    </section>
  );
}

/** What reactivates a suspended site. */
function WayBack({ account }: Pick<AccountProps, 'account'>) {
  const { hold, headroom, currency } = account;
  const missing = `${formatMoney(headroom < 0n ? -headroom : headroom, currency)} ${currency}`;
  return (
    <p>
      {hold === null
        ? `A payment of ${missing} reactivates the site.`
        : `The site is reactivated when you release the hold${headroom < 0n ? ` and ${missing} are paid` : ''}.`}
    </p>
  );
}

const PAST_SHOWN = 8;

function Past({ rows, account }: { rows: readonly TimelineRow[]; account: AccountProps['account'] }) {
  return (
    <ol>
      {rows.map((row) => {
        const { what, note } = rowText(row, account.currency);
        return (
          <Moment at={row.at} timeZone={account.timeZone} withTime>
            {what}
            {note !== undefined && <span class="sub">{note}</span>}
          </Moment>
        );
      })}
    </ol>
  );
}

interface MomentProps {
  readonly at: Instant;
  readonly timeZone: string;
  readonly withTime?: boolean;
  readonly children: Child;
}

function Moment({ at, timeZone, withTime, children }: MomentProps) {
  return (
    <li>
      <strong>
        <Day at={at} timeZone={timeZone} withTime={withTime === true} />
      </strong>
      {children}
    </li>
  );
}

function whatComes(what: string, why: string, email: string): string {
  switch (what) {
    case 'settlement':
      return 'Billing period ends: usage is charged';
    case 'scheduled charge':
      return `Charge: ${why}`;
    case 'week notice':
      return `Week notice to ${email}`;
    case 'day notice':
      return `Day notice to ${email}`;
    case 'suspension':
      return 'Limit reached: the site is suspended';
    case 'end of exemption':
      return 'Payment promise ends';
    default:
      return what.charAt(0).toUpperCase() + what.slice(1);
  }
}

function reasonOf(what: string, why: string): string {
  if (what === 'week notice' || what === 'day notice') return 'if unpaid';
  return what === 'settlement' ? why : what === 'scheduled charge' ? 'scheduled by you' : why;
}

function edgesOf({ earliest, latest, timeZone, asOf }: AccountProps['projection']): string {
  if (earliest === null) return 'at the current pace';
  const late = latest === null ? null : formatDay(latest, timeZone, asOf);
  const early = formatDay(earliest, timeZone, asOf);
  if (late === null) return `not before ${early}, if unpaid`;
  return late === early ? 'if unpaid' : `between ${early} and ${late}, if unpaid`;
}

interface RowText {
  readonly what: string;
  readonly note?: string | undefined;
}

function rowText({ kind, detail }: TimelineRow, currency: string): RowText {
  const text = (name: string): string | undefined =>
    typeof detail[name] === 'string' ? detail[name] : undefined;
  switch (kind) {
    case 'entry': {
      const minor = BigInt(text('minor') ?? '0');
      const amount = formatMoney(minor < 0n ? -minor : minor, currency);
      return { what: `${entryWord(text('kind') ?? '')} ${amount}`, note: text('description') };
    }
    case 'email':
      return {
        what: `${formatEmailKind(text('kind') ?? '')}${detail['sent'] === true ? ' sent' : ': not sent yet'}`,
        note: text('subject'),
      };
    case 'suspended':
      return { what: text('reason') === 'hold' ? 'Suspended: on hold' : 'Suspended: the limit was reached' };
    case 'reactivated':
      return { what: 'Reactivated' };
    case 'settled':
      return {
        what: 'Period settled',
        note: `${formatDate(text('start') ?? '')} to ${formatDate(text('end') ?? '')}`,
      };
    default:
      return { what: ACTIONS[kind] ?? formatAction(kind), note: changeNote(detail['after']) };
  }
}

function entryWord(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    payment: 'Paid',
    charge: 'Charged',
    tax: 'Tax',
    refund: 'Refunded',
    reversal: 'Reversed',
    adjustment: 'Adjustment',
  };
  return words[kind] ?? kind;
}

function formatEmailKind(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    week: 'Week notice',
    day: 'Day notice',
    suspended: '“Suspended” email',
    reactivated: '“Back online” email',
    receipt: 'Receipt',
    statement: 'Statement',
    breaker: '“Suspensions paused” email',
    silence: '“Silent meters” email',
  };
  return words[kind] ?? `Email (${kind})`;
}

/** Shorter texts for the log here, because the page already names the account. */
const ACTIONS: Readonly<Record<string, string>> = {
  'account.open': 'Opened',
  'account.change': 'Changed',
  'account.hold': 'Put on hold',
  'account.release': 'Released',
  'account.held-back':
    'Limit reached, but not suspended: too many clients reached their limit within one hour',
  'account.exempt': 'Payment promise saved',
  'account.close': 'Closed',
  'account.replace-plan': 'Plan changed',
  'scheduled-charge.create': 'Charge scheduled',
  'scheduled-charge.cancel': 'Scheduled charge cancelled',
  'entry.dispute': 'Entry disputed',
  'entry.resolve': 'Dispute resolved',
  'entry.reverse': 'Entry reversed',
};

/** The fields of a change shown here; the log has all of them. */
const TELLING = [
  'description',
  'amount',
  'dueOn',
  'reason',
  'until',
  'creditLimit',
  'currency',
  'timeZone',
  'outcome',
];

function changeNote(after: unknown): string | undefined {
  if (typeof after !== 'object' || after === null) return undefined;
  const values = after as Readonly<Record<string, unknown>>;
  const parts = TELLING.flatMap((name) => {
    const value = values[name];
    if (typeof value !== 'string' || value === '') return [];
    return [name === 'dueOn' ? `due ${formatDate(value)}` : value];
  });
  return parts.length === 0 ? undefined : parts.join(', ').slice(0, 160);
}
