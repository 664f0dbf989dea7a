import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import { limitWithDebits } from '../../../../src/billing/debits/limitWithDebits.js';
import { isPromise } from '../../../../src/billing/policy/exemption.js';
import { addDays } from '../../../../src/core/values/zone.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageCall } from '../../../web/page.js';
import { queryText } from '../../../web/queryText.js';
import { Head, Pill } from '../../../web/parts/parts.js';
import { SUSPENSION_WHY } from '../../../../src/ledger/loadHistory.js';
import { EXEMPTIONS, formatDaysLeft, runwayOf } from '../list/RunwayPill.js';
import { formatDate, Day, formatDay, formatRelativeTime } from '../list/format.js';
import { accountAddresses } from '../new/clientFields.js';
import { accountPath } from './accountPath.js';
import type { AccountProps } from './accountProps.js';
import { End } from './End.js';

/** The account's state in one line, the possible actions, and the figures that explain it. */
export function AccountHead({
  call,
  account,
  projection,
}: Pick<AccountProps, 'call' | 'account' | 'projection'>) {
  const base = `/sites/${call.slug}/console/`;
  return (
    <>
      <Head
        title={headline(call, account)}
        lead={<Lead call={call} account={account} />}
        up={{ href: base, label: 'Clients' }}
      />
      <Notes call={call} account={account} />
      <Actions call={call} account={account} />
      <Figures account={account} projection={projection} />
    </>
  );
}

function headline({ now }: PageCall, account: AccountDetails): string {
  const { name, timeZone, suspendedSince, heldBackSince } = account;
  const since = suspendedSince === null ? '' : ` since ${formatDay(suspendedSince, timeZone, now)}`;
  const runway = runwayOf({ ...account, isHeldBack: heldBackSince !== null }, now);
  switch (runway.kind) {
    case 'closed':
      return `${name} is closed`;
    case 'on-hold':
      return `${name} is on hold${since}`;
    case 'suspended':
      return `${name} is suspended${since}`;
    case 'held-back':
      return `${name} would be suspended, but suspensions are paused`;
    case 'promise':
    case 'exempt':
      return `${name} has time until ${formatDay(runway.until - 1, timeZone, now)}`;
    case 'no-forecast':
      return `${name}: no forecast available`;
    case 'unlimited':
      return `${name} is covered for more than a year`;
    case 'days':
      return `${name} has ${formatDaysLeft(runway.days)} left`;
  }
}

function Lead({ call, account }: { readonly call: PageCall; readonly account: AccountDetails }) {
  const { sites, plans, timeZone, period, reference } = account;
  const today = new Date(call.now).toISOString().slice(0, 10);
  const current = plans.filter(
    ({ toDate, fromDate }) => (toDate === null || toDate > today) && fromDate <= addDays(today, 1),
  );
  return (
    <>
      {sites.map(({ id, name, slug }) => (
        <>
          <a href={`/sites/${call.slug}/sites/${id}`} title={slug}>
            {name}
          </a>
          {' · '}
        </>
      ))}
      {accountAddresses(account)} ·{' '}
      {current.length === 0
        ? 'no plan'
        : current.map(({ planName, version }) => `${planName} v${version}`).join(', ')}
      {' · '}period <Day at={period.startsAt} timeZone={timeZone} /> to{' '}
      <Day at={period.endsAt - 1} timeZone={timeZone} /> · days and times in {timeZone} · reference{' '}
      <span class="code">{reference}</span>
    </>
  );
}

/** Whether the policy makes the suspension markedly later than the limit date. */
function isDelayedByPolicy({ state, hold, heldBackSince, limitDate, assessment }: AccountDetails): boolean {
  const { suspension } = assessment.decision;
  if (suspension === null || limitDate === null) return false;
  if (state !== 'active' || hold !== null || heldBackSince !== null) return false;
  return suspension.reason !== 'exemption' && suspension.at > limitDate;
}

/** What is being collected, and until when that will last. Neither is counted before it is there. */
function pendingNotes({ slug }: PageCall, { assessment, currency, timeZone }: AccountDetails) {
  const pending = assessment.facts.debits?.pending ?? [];
  const then = limitWithDebits(assessment.facts, assessment.standing);
  return pending.map(({ minor, collectOn }, index) => (
    <>
      <Pill tone="good">Direct debit</Pill> {formatMoney(minor, currency)} {currency} is collected on{' '}
      {formatDate(collectOn)}.{' '}
      {index === pending.length - 1 && then !== undefined && (
        <>
          Once it is there, the limit date is{' '}
          {then.limitDate === null ? (
            'more than a year away'
          ) : (
            <Day at={then.limitDate} timeZone={timeZone} />
          )}
          .{' '}
        </>
      )}
      <a href={`/sites/${slug}/console/debits`}>Direct debits</a>
    </>
  ));
}

/** Unusual facts about the account. */
function Notes({ call, account }: { readonly call: PageCall; readonly account: AccountDetails }) {
  const { hold, exemptUntil, timeZone, sites, closedAt } = account;
  const { suspension: suspends } = account.assessment.decision;
  const isDelayed = isDelayedByPolicy(account) && suspends !== null;
  const later = account.plans.filter(
    ({ fromDate }) => fromDate > new Date(call.now).toISOString().slice(0, 10),
  );
  const unconfirmed = sites.filter((site) => site.confirmedGeneration !== site.generation);
  const notes = [
    account.heldBackSince !== null && (
      <>
        <Pill tone="bad">Suspension paused</Pill> reached its limit{' '}
        {formatRelativeTime(account.heldBackSince, call.now)}, but too many clients reached theirs within one
        hour. <a href={`/sites/${call.slug}/console/breaker`}>Review</a>
      </>
    ),
    account.forecast !== 'full' && (
      <>
        <Pill tone="warning">{account.forecast === 'plain' ? 'Rough forecast' : 'No forecast'}</Pill> the
        forecast could not be calculated
        {account.forecast === 'plain' && ' as usual, so the average of the last days is used'}. Charges,
        payments, holds and suspensions continue. Run <span class="code">sitetab doctor</span> to find the
        cause
      </>
    ),
    ...account.undeliverableAddresses.map(({ address, reason, since }) => (
      <>
        <Pill tone="bad">Undeliverable</Pill> an email to {address} was refused{' '}
        {formatRelativeTime(since, call.now)}: “{reason}”. No emails are sent to this address.{' '}
        {account.state !== 'closed' && (
          <>
            <a href={`${accountPath(call, account)}/edit`}>Change the address</a> or{' '}
            <a href={`${accountPath(call, account)}/send-again`}>try again</a>
          </>
        )}
      </>
    )),
    ...account.silentMeters.map(({ siteName, meter, lastDay }) => (
      <>
        <Pill tone="warning">Silent</Pill> no reports of {meter} of {siteName} since {formatDate(lastDay)}.
        The forecast assumes that usage continues as before
      </>
    )),
    ...pendingNotes(call, account),
    hold !== null && (
      <>
        <Pill tone="held">On hold</Pill> {hold.reason}, {formatRelativeTime(hold.placedAt, call.now)}
      </>
    ),
    isDelayed && (
      <>
        <Pill tone="held">Suspension delayed</Pill> to{' '}
        <Day at={suspends.at} timeZone={timeZone} now={call.now} withTime />:{' '}
        {SUSPENSION_WHY[suspends.reason]}. <a href={`${accountPath(call, account)}/suspension`}>Policy</a>
      </>
    ),
    exemptUntil !== null && (
      <>
        <Pill tone="held">{EXEMPTIONS[account.exemptFor ?? 'owner']}</Pill> will not be suspended before{' '}
        <End at={exemptUntil} timeZone={timeZone} now={call.now} />
      </>
    ),
    closedAt !== null && (
      <>
        <Pill tone="held">Closed</Pill> {formatRelativeTime(closedAt, call.now)}
        {formatRemaining(account)}
      </>
    ),
    ...later.map(({ planName, fromDate }) => (
      <>
        <Pill tone="held">From {formatDate(fromDate)}</Pill> {planName}
      </>
    )),
    ...unconfirmed.map(({ name, connectorKind, connectorError }) => (
      <>
        <Pill tone="warning">Not confirmed</Pill> {connectorKind} has not confirmed the state of {name}
        {connectorError === null ? '' : `: ${connectorError}`}
      </>
    )),
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map((note) => (
        <li>{note}</li>
      ))}
    </ul>
  );
}

/** "40.00 EUR to pay out", "70.00 EUR owed: record a payment or write it off". */
function formatRemaining({ balance, currency }: AccountDetails): string {
  if (balance === 0n) return '; balance settled';
  return balance < 0n
    ? `; ${formatMoney(-balance, currency)} ${currency} owed: record a payment or write it off`
    : `; ${formatMoney(balance, currency)} ${currency} to pay out`;
}

interface ActionLink {
  readonly path: string;
  readonly label: string;
  readonly needs: 'payments.write' | 'charges.write' | 'accounts.write' | 'entries.write';
}

/** What remains to do for a closed account until its balance is 0. */
function closingActions({ balance }: AccountDetails): ActionLink[] {
  if (balance === 0n) return [];
  if (balance > 0n) return [{ path: 'refunds', label: 'Pay out', needs: 'payments.write' }];
  return [
    { path: 'payments', label: 'Record payment', needs: 'payments.write' },
    { path: 'write-off', label: 'Write off', needs: 'entries.write' },
  ];
}

function actionsOf(account: AccountDetails): { first: ActionLink[]; more: ActionLink[] } {
  const { state, hold, exemptUntil, balance } = account;
  if (state === 'closed') return { first: closingActions(account), more: [] };
  const writeOff: ActionLink[] =
    balance < 0n ? [{ path: 'write-off', label: 'Write off', needs: 'entries.write' }] : [];
  const release: ActionLink = { path: 'release', label: 'Release', needs: 'accounts.write' };
  return {
    first: [
      // On hold, only this brings the sites back.
      ...(hold === null ? [] : [release]),
      { path: 'payments', label: 'Record payment', needs: 'payments.write' },
      { path: 'charges', label: 'Add charge', needs: 'charges.write' },
      {
        path: 'exempt',
        label:
          exemptUntil === null
            ? 'Payment promise'
            : `Change ${isPromise(account.exemptFor) ? 'payment promise' : 'exemption'}`,
        needs: 'accounts.write',
      },
      { path: 'plans', label: 'Change plan', needs: 'accounts.write' },
    ],
    more: [
      { path: 'scheduled-charges', label: 'Schedule charge', needs: 'charges.write' },
      { path: 'promotions', label: 'Credit or discount', needs: 'charges.write' },
      { path: 'refunds', label: 'Refund', needs: 'payments.write' },
      ...writeOff,
      { path: 'limit', label: 'Change credit limit', needs: 'accounts.write' },
      { path: 'suspension', label: 'Suspension policy', needs: 'accounts.write' },
      { path: 'edit', label: 'Edit client', needs: 'accounts.write' },
      { path: 'particulars', label: 'Invoice details', needs: 'accounts.write' },
      ...(hold === null ? [{ path: 'hold', label: 'Hold', needs: 'accounts.write' } as const] : []),
      { path: 'close', label: 'Close', needs: 'accounts.write' },
    ],
  };
}

function Actions({ call, account }: { readonly call: PageCall; readonly account: AccountDetails }) {
  const path = accountPath(call, account);
  const { permissions } = call.session;
  const { first, more } = actionsOf(account);
  const mine = (acts: readonly ActionLink[]): ActionLink[] =>
    acts.filter(({ needs }) => permissions.has(needs));
  const [main, ...others] = mine(first);
  if (main === undefined) return null;
  return (
    <div class="actions">
      <a class="button first" href={`${path}/${main.path}`}>
        {main.label}
      </a>
      {others.map((act) => (
        <a class="button" href={`${path}/${act.path}`}>
          {act.label}
        </a>
      ))}
      <ViewAsClient call={call} account={account} />
      {mine(more).length > 0 && (
        <>
          <button type="button" class="button opens" popovertarget="more-actions">
            More
          </button>
          <div id="more-actions" popover="auto" class="menu">
            <ul>
              {mine(more).map((act) => (
                <li>
                  <a href={`${path}/${act.path}`}>{act.label}</a>
                </li>
              ))}
            </ul>
          </div>
        </>
      )}
    </div>
  );
}

/** The client's login with the impersonator's address filled in: the password is still asked for. */
function ViewAsClient({ call, account }: { readonly call: PageCall; readonly account: AccountDetails }) {
  const { user, impersonator } = call.session;
  const [site] = account.sites;
  if (site === undefined || user.group !== 'Owner' || impersonator !== null) return null;
  return (
    <a class="button" href={`/sites/${site.slug}/login?${queryText({ email: `*${user.email}` })}`}>
      View as client
    </a>
  );
}

function Figures({ account }: Pick<AccountProps, 'account' | 'projection'>) {
  const { currency, balance, accrued, headroom, pacePerDay, suggestedTopUp, creditLimit } = account;
  const figures = [
    [`Balance ${currency}`, balance, undefined],
    ['Not yet charged', accrued, undefined],
    ['Left before suspension', headroom, `credit limit: ${formatMoney(creditLimit, currency)}`, 'alarm'],
    ['Per day', pacePerDay, undefined],
    ['Suggested top-up', suggestedTopUp, undefined],
  ] as const;
  return (
    <dl class="figures">
      {figures.map(([label, amount, title]) => (
        <div title={title}>
          <dt>{label}</dt>
          <dd class={amount !== null && amount < 0n ? 'toned bad' : undefined}>
            {amount === null ? '–' : formatMoney(amount, currency)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
