import type { Session } from '../../../../src/auth/sessions/session.js';
import type { MorningDay } from '../../../../src/billing/morning.js';
import { isPromise } from '../../../../src/billing/policy/exemption.js';
import { addDays } from '../../../../src/core/values/zone.js';
import type { DueAccount, LeftDue, Morning } from '../../../../src/mornings/loadMorning.js';
import { MORNING_HOUR } from '../../../../src/mornings/takeMornings.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { ActionButton } from '../../../web/parts/forms.js';
import { Head, Pill } from '../../../web/parts/parts.js';
import { Amount, Day, formatDate, formatDay, formatTime, plural } from '../../accounts/list/format.js';

/** How many days one click gives a client. */
export const MORE_DAYS = 3;

interface MorningProps {
  readonly session: Session;
  readonly morning: Morning;
  /** Whether the user gets the list by email. */
  readonly wantsEmail: boolean;
}

type Inside = MorningProps & { readonly base: string };

/** Whose sites are due to be suspended today and tomorrow, and what changed since the list before. */
export function morningPage(props: MorningProps): PageContent {
  const { session, morning } = props;
  const inside = { ...props, base: `/sites/${session.site.slug}/console/` };
  const { day, timeZone, isCut } = morning;
  const body = (
    <>
      <Head title={headline(morning)} lead={`${formatDate(day)}. Days and times are in ${timeZone}.`} />
      <DueTable {...inside} which="today" title="Today" />
      <DueTable {...inside} which="tomorrow" title={`Tomorrow, ${formatDate(addDays(day, 1))}`} />
      {isCut && (
        <p>
          The list is longer. <a href={`${inside.base}?show=risk`}>Show all clients running out this week</a>
        </p>
      )}
      <Changes {...inside} />
      <ByEmail {...inside} />
    </>
  );
  return { title: 'Morning list', body };
}

function headline({ due }: Morning): string {
  const on = (which: MorningDay): number => due.filter(({ day }) => day === which).length;
  const [today, tomorrow] = [on('today'), on('tomorrow')];
  if (today + tomorrow === 0) return 'No client is due to be suspended today or tomorrow';
  if (today === 0) return `${plural(tomorrow, 'client')} due to be suspended tomorrow`;
  const later = tomorrow === 0 ? '' : `, ${tomorrow} tomorrow`;
  return `${plural(today, 'client')} due to be suspended today${later}`;
}

function DueTable(props: Inside & { readonly which: MorningDay; readonly title: string }) {
  const due = props.morning.due.filter(({ day }) => day === props.which);
  if (due.length === 0) return null;
  return (
    <section>
      <h2>{props.title}</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col">Suspension</th>
            <th scope="col" class="amount">
              Balance
            </th>
            <th scope="col" class="amount">
              Top-up for 30 days
            </th>
            <th scope="col">Notices</th>
            <th scope="col">
              <span class="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {due.map((account) => (
            <DueRow {...props} account={account} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DueRow({ account, base, morning, session }: Inside & { readonly account: DueAccount }) {
  const { id, name, currency, siteNames, keepsUp } = account;
  return (
    <tr>
      <td>
        <a href={`${base}accounts/${id}`}>
          <strong>{name}</strong>
        </a>
        {account.isNew && (
          <>
            {' '}
            <Pill tone="warning">new</Pill>
          </>
        )}
        <span class="sub">{siteNames.length === 0 ? 'no site' : siteNames.join(', ')}</span>
      </td>
      <td data-label="Suspension">
        <Due account={account} morning={morning} />
      </td>
      <td class="amount" data-label="Balance">
        <Amount minor={account.balance} currency={currency} named />
      </td>
      <td class="amount" data-label="Top-up for 30 days">
        {keepsUp === null ? (
          <span class="quiet">–</span>
        ) : (
          <Amount minor={keepsUp} currency={currency} named />
        )}
      </td>
      <td data-label="Notices">
        <Notices account={account} morning={morning} />
      </td>
      <td class="does">
        {session.permissions.has('accounts.write') && (
          <>
            <ActionButton
              action={`${base}morning/exempt`}
              label={`${MORE_DAYS} more days`}
              about={`for ${name}`}
              hidden={{ account: id }}
            />
            <ActionButton
              action={`${base}morning/hold`}
              label="Hold"
              about={name}
              danger
              hidden={{ account: id }}
            />
          </>
        )}
      </td>
    </tr>
  );
}

interface OfAccount {
  readonly account: DueAccount;
  readonly morning: Morning;
}

function Due({ account, morning: { timeZone } }: OfAccount) {
  const { suspendsAt, exemptUntil, isHeldBack } = account;
  if (isHeldBack) return <Pill tone="bad">Suspension paused</Pill>;
  const isExempt = exemptUntil !== null && exemptUntil >= suspendsAt;
  const what = isPromise(account.exemptFor) ? 'payment promise' : 'exemption';
  return (
    <span>
      <time datetime={new Date(suspendsAt).toISOString()}>about {formatTime(suspendsAt, timeZone)}</time>
      {isExempt && <span class="sub">{what} ends</span>}
    </span>
  );
}

const KINDS = { week: 'Week', day: 'Day', reactivated: 'Reactivation' } as const;
const STATES = { accepted: 'sent', refused: 'refused', waiting: 'not accepted yet' } as const;

function Notices({ account: { notices }, morning: { timeZone, asOf } }: OfAccount) {
  if (notices.length === 0) return <span class="quiet">none</span>;
  return (
    <span>
      {notices.map(({ kind, state, at }) => (
        <span class="line">
          {KINDS[kind]} {state === 'accepted' ? STATES.accepted : <Pill tone="bad">{STATES[state]}</Pill>}{' '}
          <Day at={at} timeZone={timeZone} now={asOf} withTime />
        </span>
      ))}
    </span>
  );
}

function Changes({ morning, base }: Inside) {
  const { since, left, due } = morning;
  if (since === null) return null;
  const added = due.filter(({ isNew }) => isNew);
  return (
    <section>
      <h2>Since the list of {formatDate(since)}</h2>
      {added.length + left.length === 0 ? (
        <p class="quiet">Nothing changed.</p>
      ) : (
        <dl class="facts">
          {added.map(({ id, name }) => (
            <div>
              <dt>
                <a href={`${base}accounts/${id}`}>{name}</a>
              </dt>
              <dd>New on the list</dd>
            </div>
          ))}
          {left.map((account) => (
            <div>
              <dt>
                <a href={`${base}accounts/${account.id}`}>{account.name}</a>
              </dt>
              <dd>{leftText(account, morning)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function leftText(left: LeftDue, { timeZone, asOf }: Morning): string {
  switch (left.why) {
    case 'paid':
      return `Paid ${formatMoney(left.amount, left.currency)} ${left.currency}`;
    case 'exempt':
      return `More time until the end of ${formatDay(left.until - 1, timeZone, asOf)}`;
    case 'later':
      return left.suspendsAt === null
        ? 'Not due for now'
        : `Now due on ${formatDay(left.suspendsAt, timeZone, asOf)}`;
    case 'suspended':
      return 'Suspended';
    case 'held':
      return 'On hold';
    case 'closed':
      return 'Account closed';
  }
}

function ByEmail({ base, wantsEmail, session, morning: { timeZone } }: Inside) {
  return (
    <section>
      <h2>By email</h2>
      <p>
        {wantsEmail ? 'You get' : 'You can get'} this list by email at {String(MORNING_HOUR).padStart(2, '0')}
        :00 ({timeZone}) on days with a client on it.
      </p>
      {session.impersonator === null && (
        <ActionButton
          action={`${base}morning/email`}
          label={wantsEmail ? 'Stop the email' : 'Email me this list'}
          hidden={{ wanted: wantsEmail ? 'no' : 'yes' }}
        />
      )}
    </section>
  );
}
