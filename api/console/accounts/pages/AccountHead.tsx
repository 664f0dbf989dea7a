import type { AccountView } from '../../../../src/accounts/readAccount.js';
import { addDays } from '../../../../src/core/values/zone.js';
import type { PageCall } from '../../../web/page.js';
import { Head, Pill } from '../../../web/parts/parts.js';
import { runwayOf } from '../list/RunwayPill.js';
import { formatDate, Day, formatDay, formatMajor, formatRelativeTime } from '../list/format.js';
import { addressesOf } from '../new/addresses.js';
import { accountPath } from './accountPath.js';
import type { AccountProps } from './accountProps.js';

/** The page's answer, what can be done about it, and the few figures that explain it. */
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
        up={{ href: base, label: 'Accounts' }}
      />
      <Notes call={call} account={account} />
      <Actions call={call} account={account} />
      <Figures account={account} projection={projection} />
    </>
  );
}

export function standingOf(account: AccountView) {
  return {
    state: account.state,
    held: account.hold !== null,
    isHeldBack: account.heldBackSince !== null,
    exemptUntil: account.exemptUntil === null ? null : Date.parse(account.exemptUntil),
    limitDate: account.limitDate === null ? null : Date.parse(account.limitDate),
    timeZone: account.timeZone,
    forecast: account.forecast,
  };
}

function headline({ now }: PageCall, account: AccountView): string {
  const { name, timeZone } = account;
  const standing = standingOf(account);
  const { words } = runwayOf(standing, now);
  if (standing.state === 'closed') return `${name} is closed`;
  if (standing.held) return `${name} is on hold`;
  if (standing.state === 'suspended') {
    const since = standing.limitDate === null ? '' : ` since ${formatDay(standing.limitDate, timeZone, now)}`;
    return `${name} is suspended${since}`;
  }
  if (standing.isHeldBack) return `${name} would be suspended, but suspensions are paused`;
  if (words.startsWith('Promise')) return `${name} has promised to pay`;
  if (standing.forecast === 'none') return `${name}: no forecast available`;
  if (standing.limitDate === null) return `${name} is covered for more than a year`;
  return `${name} has ${words.replace(/ left$/, '')} left`;
}

function Lead({ call, account }: { readonly call: PageCall; readonly account: AccountView }) {
  const { sites, plans, timeZone, period, reference } = account;
  const today = new Date(call.now).toISOString().slice(0, 10);
  const current = plans.filter(
    ({ until, from }) => (until === null || until > today) && from <= addDays(today, 1),
  );
  const last = Date.parse(period.end) - 1;
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
      {addressesOf(account)} ·{' '}
      {current.length === 0
        ? 'no plan'
        : current.map(({ name, version }) => `${name} v${version}`).join(', ')}
      {' · '}period <Day at={Date.parse(period.start)} timeZone={timeZone} /> to{' '}
      <Day at={last} timeZone={timeZone} />, {timeZone} · reference <span class="code">{reference}</span>
    </>
  );
}

/** What is out of the ordinary about it. */
function Notes({ call, account }: { readonly call: PageCall; readonly account: AccountView }) {
  const { hold, exemptUntil, timeZone, sites, closedAt } = account;
  const later = account.plans.filter(({ from }) => from > new Date(call.now).toISOString().slice(0, 10));
  const unconfirmed = sites.filter(({ confirmed }) => !confirmed);
  const notes = [
    account.heldBackSince !== null && (
      <>
        <Pill tone="bad">Suspension paused</Pill> reached its limit{' '}
        {formatRelativeTime(Date.parse(account.heldBackSince), call.now)}, but too many clients reached theirs
        within one hour. <a href={`/sites/${call.slug}/console/breaker`}>Review</a>
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
    ...account.emailUndeliverable.map(({ email, reason, since }) => (
      <>
        <Pill tone="bad">Undeliverable</Pill> an email to {email} was refused{' '}
        {formatRelativeTime(Date.parse(since), call.now)}: “{reason}”. No emails are sent to this address.{' '}
        {account.state !== 'closed' && (
          <>
            <a href={`${accountPath(call, account)}/addresses`}>Change the address</a> or{' '}
            <a href={`${accountPath(call, account)}/send-again`}>try again</a>
          </>
        )}
      </>
    )),
    ...account.silentMeters.map(({ site, meter, lastDay }) => (
      <>
        <Pill tone="warning">Silent</Pill> no reports of {meter} of {site} since {formatDate(lastDay)}. The
        forecast assumes that usage continues as before
      </>
    )),
    hold !== null && (
      <>
        <Pill tone="held">On hold</Pill> {hold.reason}, {formatRelativeTime(Date.parse(hold.since), call.now)}
      </>
    ),
    exemptUntil !== null && (
      <>
        <Pill tone="held">Payment promise</Pill> will not be suspended before{' '}
        <Day at={Date.parse(exemptUntil)} timeZone={timeZone} now={call.now} withTime />
      </>
    ),
    closedAt !== null && (
      <>
        <Pill tone="held">Closed</Pill> {formatRelativeTime(Date.parse(closedAt), call.now)}
        {formatRemaining(account)}
      </>
    ),
    ...later.map(({ name, from }) => (
      <>
        <Pill tone="held">From {formatDate(from)}</Pill> {name}
      </>
    )),
    ...unconfirmed.map(({ name, connector, connectorError }) => (
      <>
        <Pill tone="warning">Not confirmed</Pill> {connector} has not confirmed the state of {name}
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
function formatRemaining({ balance, currency }: AccountView): string {
  if (/^-?[0.]+$/.test(balance)) return '; balance settled';
  return balance.startsWith('-')
    ? `; ${formatMajor(balance.slice(1))} ${currency} owed: record a payment or write it off`
    : `; ${formatMajor(balance)} ${currency} to pay out`;
}

interface Act {
  readonly path: string;
  readonly label: string;
  readonly needs: 'payments.write' | 'charges.write' | 'accounts.write' | 'entries.write';
}

/** What a closed account leaves to do: its money goes on until it is even. */
function closingActions({ balance }: AccountView): Act[] {
  if (/^[0.]+$/.test(balance)) return [];
  if (!balance.startsWith('-')) return [{ path: 'refunds', label: 'Pay out', needs: 'payments.write' }];
  return [
    { path: 'payments', label: 'Record payment', needs: 'payments.write' },
    { path: 'write-off', label: 'Write off', needs: 'entries.write' },
  ];
}

function actionsOf(account: AccountView): { first: Act[]; more: Act[] } {
  const { state, hold, exemptUntil, balance } = account;
  if (state === 'closed') return { first: closingActions(account), more: [] };
  const writeOff: Act[] = balance.startsWith('-')
    ? [{ path: 'write-off', label: 'Write off', needs: 'entries.write' }]
    : [];
  return {
    first: [
      { path: 'payments', label: 'Record payment', needs: 'payments.write' },
      { path: 'charges', label: 'Add charge', needs: 'charges.write' },
      {
        path: 'exempt',
        label: exemptUntil === null ? 'Payment promise' : 'Change payment promise',
        needs: 'accounts.write',
      },
      { path: 'plans', label: 'Change plan', needs: 'accounts.write' },
    ],
    more: [
      { path: 'scheduled-charges', label: 'Schedule charge', needs: 'charges.write' },
      { path: 'refunds', label: 'Refund', needs: 'payments.write' },
      ...writeOff,
      { path: 'limit', label: 'Change credit limit', needs: 'accounts.write' },
      { path: 'addresses', label: 'Change email addresses', needs: 'accounts.write' },
      hold === null
        ? { path: 'hold', label: 'Hold', needs: 'accounts.write' }
        : { path: 'release', label: 'Release', needs: 'accounts.write' },
      { path: 'close', label: 'Close', needs: 'accounts.write' },
    ],
  };
}

function Actions({ call, account }: { readonly call: PageCall; readonly account: AccountView }) {
  const path = accountPath(call, account);
  const { permissions } = call.session;
  const { first, more } = actionsOf(account);
  const mine = (acts: readonly Act[]): Act[] => acts.filter(({ needs }) => permissions.has(needs));
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
      {mine(more).length > 0 && (
        <details class="acts">
          <summary class="button">More</summary>
          <ul>
            {mine(more).map((act) => (
              <li>
                <a href={`${path}/${act.path}`}>{act.label}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Figures({ account }: Pick<AccountProps, 'account' | 'projection'>) {
  const { currency, balance, accrued, headroom, pacePerDay, suggestedTopUp, creditLimit } = account;
  const figures = [
    [`Balance ${currency}`, balance, undefined],
    ['Not yet charged', negated(accrued), undefined],
    ['Left before suspension', headroom, `credit limit: ${formatMajor(creditLimit)}`],
    ['Per day', pacePerDay, undefined],
    ['Suggested top-up', suggestedTopUp, undefined],
  ] as const;
  return (
    <dl class="figures">
      {figures.map(([label, amount, title]) => (
        <div title={title}>
          <dt>{label}</dt>
          <dd
            class={amount?.startsWith('-') === true && label !== 'Not yet charged' ? 'toned bad' : undefined}
          >
            {amount === null ? '–' : formatMajor(amount)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function negated(amount: string): string {
  if (/^-?[0.]+$/.test(amount)) return amount.replace('-', '');
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}
