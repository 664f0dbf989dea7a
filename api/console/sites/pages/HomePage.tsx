import type { Home } from '../../../../src/accounts/loadHome.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { ListedAccount } from '../../../../src/store/accounts/accountList.js';
import type { SetupDone } from '../../../../src/store/sites/setup.js';
import type { Site } from '../../../../src/store/sites/sites.js';
import type { PageContent } from '../../../web/page.js';
import { Head } from '../../../web/parts/parts.js';
import { headline } from '../../accounts/list/AccountsPage.js';
import { Day, plural } from '../../accounts/list/format.js';
import { BreakerBanner } from '../../home/pages/BreakerPage.js';
import { StatePill } from './SitesPages.js';

interface HomeProps {
  readonly session: Session;
  readonly site: Site;
  readonly home: Home;
  readonly now: Instant;
}

/** Of each list, this many are shown. */
export const HOME_SHOWN = 5;

/** The first page after a login: what needs the user today. */
export function homePage({ session, site, home, now }: HomeProps): PageContent {
  const { accounts, setup } = home;
  const base = `/sites/${site.slug}/console/`;
  const body = (
    <>
      {accounts !== undefined && <BreakerBanner breaker={accounts.breaker} base={base} />}
      <Head
        title={accounts === undefined ? stateOf(site) : headline(accounts.summary)}
        lead={leadOf(session)}
      />
      <Attention home={home} base={base} now={now} />
      {setup !== undefined && <SetUp base={base} done={setup} />}
      <section>
        <h2>This site</h2>
        <dl class="facts">
          <div>
            <dt>State</dt>
            <dd>
              <StatePill site={site} />
            </dd>
          </div>
          <div>
            <dt>Hosts</dt>
            <dd>{site.hostnames.length === 0 ? 'none' : site.hostnames.join(', ')}</dd>
          </div>
        </dl>
      </section>
    </>
  );
  return { title: 'Home', body };
}

function stateOf(site: Site): string {
  if (site.upstream) return `${site.name} is suspended because the parent site is suspended`;
  return site.closed ? `${site.name} is suspended` : `${site.name} is open`;
}

function leadOf({ user, impersonator }: Session): string {
  if (impersonator !== null) return `You are impersonating ${user.name}, ${user.group}.`;
  return `Logged in as ${user.name}, ${user.group}.`;
}

const STEPS: readonly { readonly step: keyof SetupDone; readonly path: string; readonly label: string }[] = [
  { step: 'contact', path: 'settings', label: 'Enter how clients reach your business' },
  { step: 'waysToPay', path: 'settings/payments', label: 'Set up a way to pay' },
  { step: 'plan', path: 'plans/new', label: 'Create a plan' },
  { step: 'client', path: 'accounts/new', label: 'Open the first account' },
  { step: 'usage', path: 'usage', label: 'Import a web server log' },
  { step: 'suspension', path: 'settings/connectors', label: 'Let your web server ask who is suspended' },
];

/** The steps until the first client is billed; not shown once all are done. */
function SetUp({ base, done }: { readonly base: string; readonly done: SetupDone }) {
  if (STEPS.every(({ step }) => done[step])) return null;
  return (
    <section>
      <h2>Set up</h2>
      <ol class="steps">
        {STEPS.map(({ step, path, label }) => (
          <li>
            {done[step] ? <span class="quiet">{label} (done)</span> : <a href={base + path}>{label}</a>}
          </li>
        ))}
      </ol>
    </section>
  );
}

interface AttentionProps {
  readonly home: Home;
  readonly base: string;
  readonly now: Instant;
}

function Attention({ home, base, now }: AttentionProps) {
  const { accounts, transfers = 0, silent = [], unconfirmed = [] } = home;
  const undeliverable = accounts?.undeliverable ?? [];
  const rows = [
    {
      path: 'bank',
      label: 'Bank transfers',
      count: transfers,
      one: 'transfer waits',
      more: 'transfers wait',
      what: 'to be matched to a client',
    },
    {
      path: 'settings/meters',
      label: 'Meters',
      count: silent.length,
      one: 'meter has',
      more: 'meters have',
      what: 'stopped reporting',
    },
    {
      path: '?show=undeliverable',
      label: 'Emails',
      count: undeliverable.length,
      one: 'client has',
      more: 'clients have',
      what: 'an address that refuses emails',
    },
    {
      path: 'settings/connectors',
      label: 'Connectors',
      count: unconfirmed.length,
      one: 'site is',
      more: 'sites are',
      what: 'not confirmed to be in the wanted state',
    },
  ].filter(({ count }) => count > 0);
  const lists = accounts === undefined ? [] : [...accounts.suspended, ...accounts.ending];
  if (lists.length + rows.length === 0) {
    return accounts === undefined || accounts.summary.length === 0 ? null : <p>Nothing needs you now.</p>;
  }
  return (
    <>
      {accounts !== undefined && (
        <>
          <AccountLines
            title="Suspended"
            accounts={accounts.suspended}
            base={base}
            more="?state=suspended"
            now={now}
          />
          <AccountLines
            title="Running out this week"
            accounts={accounts.ending}
            base={base}
            more="?show=risk"
            now={now}
          />
        </>
      )}
      {rows.length > 0 && (
        <section>
          <h2>To do</h2>
          <dl class="facts">
            {rows.map(({ path, label, count, one, more, what }) => (
              <div>
                <dt>
                  <a href={base + path}>{label}</a>
                </dt>
                <dd>
                  {path !== 'bank' && count > HOME_SHOWN
                    ? `More than ${HOME_SHOWN} ${more}`
                    : plural(count, one, more)}{' '}
                  {what}.
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

interface LinesProps {
  readonly title: string;
  readonly accounts: readonly ListedAccount[];
  readonly base: string;
  /** Where the whole list is. */
  readonly more: string;
  readonly now: Instant;
}

function AccountLines({ title, accounts, base, more, now }: LinesProps) {
  if (accounts.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <dl class="facts">
        {accounts.slice(0, HOME_SHOWN).map((account) => (
          <div>
            <dt>
              <a href={`${base}accounts/${account.id}`}>{account.name}</a>
            </dt>
            <dd>
              <Standing account={account} now={now} />
            </dd>
          </div>
        ))}
      </dl>
      {accounts.length > HOME_SHOWN && (
        <p class="more">
          <a href={base + more}>All</a>
        </p>
      )}
    </section>
  );
}

function Standing({ account, now }: { readonly account: ListedAccount; readonly now: Instant }) {
  const { state, held, suspendedSince, suspends, timeZone } = account;
  if (state === 'suspended') {
    return (
      <>
        {held ? 'On hold' : 'Suspended'}
        {suspendedSince !== null && (
          <>
            {' '}
            since <Day at={suspendedSince} timeZone={timeZone} now={now} />
          </>
        )}
        {held ? '' : ': the credit limit was reached'}
      </>
    );
  }
  return suspends === null ? null : (
    <>
      Suspension <Day at={Math.max(suspends.at, now)} timeZone={timeZone} now={now} />
      {account.warned === null ? '' : `, ${account.warned} notice sent`}
    </>
  );
}
