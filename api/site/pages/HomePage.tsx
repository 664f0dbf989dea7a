import type { Visitor } from '../../../src/auth/index.js';
import { type AccountView, type Site, siteView } from '../../../src/operations/index.js';
import { destinationsFor } from '../navigation.js';
import type { Shown } from '../page.js';
import { Empty, Head, whenText } from './parts.js';
import { StatePill } from './SitesPages.js';

interface HomeProps {
  readonly visitor: Visitor;
  readonly site: Site;
  readonly account: AccountView | undefined;
  /** The first few of the sites below. */
  readonly children: readonly Site[];
}

/** The first page after a login: where the site stands, who one is, and where to go. */
export function homePage({ visitor, site, account, children }: HomeProps): Shown {
  const body = (
    <>
      <Head title={headline(site)} lead={leadOf(visitor)} />
      {account !== undefined && <Standing account={account} />}
      <div class="split">
        <section>
          <h2>Where to go</h2>
          <dl class="facts">
            {destinationsFor(visitor.permissions)
              .filter(({ path }) => path !== '')
              .map(({ path, label }) => (
                <div>
                  <dt>
                    <a href={`/sites/${site.slug}/${path}`}>{label}</a>
                  </dt>
                  <dd class="quiet">{DESTINATION_TEXTS[path]}</dd>
                </div>
              ))}
            {visitor.impersonator === null && (
              <div>
                <dt>
                  <a href={`/sites/${site.slug}/sessions`}>Your login</a>
                </dt>
                <dd class="quiet">Your sessions, your password, your second factor.</dd>
              </div>
            )}
          </dl>
        </section>
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
      </div>
      {visitor.permissions.has('sites.read') && <Children site={site} sites={children} />}
    </>
  );
  return { title: 'Overview', body };
}

const DESTINATION_TEXTS: Readonly<Record<string, string>> = {
  sites: 'The sites below this one, their hosts and their Owners.',
  users: 'Who can log in here, and the invitations that wait.',
  groups: 'What people may do here, and who controls whom.',
  'api-keys': 'How programs log in.',
  visits: 'Who of the site above stepped in, and what they did.',
  audit: 'Every change of anything, by whom and when.',
};

function headline(site: Site): string {
  const { state, upstream } = siteView(site);
  if (upstream) return `${site.name} is closed, since the site above is`;
  return state === 'suspended' ? `${site.name} is suspended` : `${site.name} is open`;
}

function leadOf({ user, impersonator, site }: Visitor): string {
  if (impersonator !== null) return `You see it as ${user.name}, its ${user.group}, does.`;
  return `You are ${user.name}, in the group ${user.group}${site.parentId === null ? '' : ' of this site'}.`;
}

function Standing({ account }: { readonly account: AccountView }) {
  const { balance, currency, headroom, limitDate, state } = account;
  const owing = balance.startsWith('-');
  const amount = `${signed(balance.replace('-', ''))} ${currency}`;
  const end =
    limitDate === null || state !== 'active'
      ? ''
      : ` At its present pace the credit lasts until about ${whenText(Date.parse(limitDate)).split(',')[0] ?? ''}.`;
  return (
    <>
      <p>
        The account {owing ? 'owes' : 'holds'} {amount}.{end}
      </p>
      <dl class="figures">
        <div>
          <dt>Balance {currency}</dt>
          <dd>{signed(balance)}</dd>
        </div>
        <div>
          <dt>This period so far {currency}</dt>
          <dd>{signed(account.accrued)}</dd>
        </div>
        <div>
          <dt>Left before the limit {currency}</dt>
          <dd>{signed(headroom)}</dd>
        </div>
      </dl>
    </>
  );
}

/** A true minus, as in a ledger. */
function signed(amount: string): string {
  return amount.replace('-', '\u2212');
}

function Children({ site, sites }: { readonly site: Site; readonly sites: readonly Site[] }) {
  const base = `/sites/${site.slug}/sites`;
  return (
    <section>
      <h2>Sites below it</h2>
      {sites.length === 0 ? (
        <Empty>
          <p>
            None yet. A client’s website is <a href={base}>a site below this one</a>, with people of its own.
          </p>
        </Empty>
      ) : (
        <dl class="facts">
          {sites.slice(0, 5).map((child) => (
            <div>
              <dt>
                <a href={`${base}/${child.id}`}>{child.name}</a>
              </dt>
              <dd>
                <StatePill site={child} />
              </dd>
            </div>
          ))}
          {sites.length > 5 && (
            <div>
              <dt>
                <a href={base}>All sites</a>
              </dt>
            </div>
          )}
        </dl>
      )}
    </section>
  );
}
