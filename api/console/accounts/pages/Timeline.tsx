import { SUSPENSION_WHY } from '../../../../src/ledger/loadHistory.js';
import type { Child } from 'hono/jsx';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { TimelineRow } from '../../../../src/store/core/audit.js';
import { workflowUrlOf } from '../../../v1/accounts/formatAccount.js';
import { formatMoney } from '../../../web/charts/format.js';
import { Day, formatRange } from '../list/format.js';
import type { AccountProps } from './accountProps.js';
import { capitalised, End } from './End.js';
import { pastEvent } from './pastEvent.js';

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
            <Moment
              at={next.at}
              timeZone={account.timeZone}
              isEnd={next.what === 'settlement' || next.what === 'end of exemption'}
            >
              {whatComes(next.what, next.why, account.email)}
              <Reason text={reasonOf(next.what, next.why, projection)} />
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
function WayBack({ account: { hold, headroom, currency } }: Pick<AccountProps, 'account'>) {
  const missing = headroom < 0n ? `${formatMoney(-headroom, currency)} ${currency}` : undefined;
  if (hold === null)
    return (
      <p>{missing === undefined ? BEING_REACTIVATED : `A payment of ${missing} reactivates the site.`}</p>
    );
  const also = missing === undefined ? '' : ` and ${missing} are paid`;
  return <p>The site is reactivated when you release the hold{also}.</p>;
}

const BEING_REACTIVATED = 'Nothing more has to be paid: the site is being reactivated.';

const PAST_SHOWN = 8;

function Past({ rows, account }: { rows: readonly TimelineRow[]; account: AccountProps['account'] }) {
  return (
    <ol>
      {rows.map((row) => {
        const { what, note } = pastEvent(row, account);
        return (
          <Moment at={row.at} timeZone={account.timeZone}>
            {what}
            <Reason text={note} />
          </Moment>
        );
      })}
    </ol>
  );
}

interface MomentProps {
  readonly at: Instant;
  readonly timeZone: string;
  /** Whether something ends, of which the last day is named. */
  readonly isEnd?: boolean;
  readonly children: Child;
}

function Moment({ at, timeZone, isEnd, children }: MomentProps) {
  return (
    <li>
      <strong>
        {isEnd === true ? (
          <End at={at} timeZone={timeZone} starts />
        ) : (
          <Day at={at} timeZone={timeZone} withTime />
        )}
      </strong>
      {children}
    </li>
  );
}

function Reason({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : <span class="sub">{text}</span>;
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
      return why === SUSPENSION_WHY.limit ? 'Limit reached: the site is suspended' : 'The site is suspended';
    case 'end of exemption':
      return capitalised(why);
    default:
      return capitalised(what);
  }
}

function reasonOf(what: string, why: string, projection: AccountProps['projection']): string | undefined {
  switch (what) {
    case 'suspension':
      return suspensionReason(why, projection);
    case 'week notice':
    case 'day notice':
      return 'if unpaid';
    case 'scheduled charge':
      return 'scheduled by you';
    default:
      return undefined;
  }
}

/** The limit may come sooner or later; a date that the policy or a promise gives has another reason. */
function suspensionReason(why: string, projection: AccountProps['projection']): string {
  return why === SUSPENSION_WHY.limit ? edgesOf(projection) : `${why}, if unpaid`;
}

function edgesOf({ range, timeZone, asOf }: AccountProps['projection']): string {
  if (range === null) return 'at the current pace';
  const words = formatRange(range, timeZone, asOf);
  return words === null ? 'if unpaid' : `${words}, if unpaid`;
}
