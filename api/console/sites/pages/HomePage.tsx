import { siteView } from '../../../../src/accounts/readAccount.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import type { Site } from '../../../../src/store/sites/sites.js';
import { destinationsFor } from '../../../web/navigation.js';
import type { PageContent } from '../../../web/page.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { StatePill } from './SitesPages.js';

interface HomeProps {
  readonly session: Session;
  readonly site: Site;
  /** The first few of the child sites. */
  readonly children: readonly Site[];
}

/** The first page after a login: where the site stands, who one is, and where to go. */
export function homePage({ session, site, children }: HomeProps): PageContent {
  const body = (
    <>
      <Head title={headline(site)} lead={leadOf(session)} />
      {destinationsFor(session).some(({ path }) => path === 'console/') && (
        <div class="actions">
          <a class="button first" href={`/sites/${site.slug}/console/`}>
            Your clients’ accounts
          </a>
        </div>
      )}
      <div class="split">
        <section>
          <h2>Where to go</h2>
          <dl class="facts">
            {destinationsFor(session)
              .filter(({ path }) => path !== '')
              .map(({ path, label }) => (
                <div>
                  <dt>
                    <a href={`/sites/${site.slug}/${path}`}>{label}</a>
                  </dt>
                  <dd class="quiet">{DESTINATION_TEXTS[path]}</dd>
                </div>
              ))}
            {session.impersonator === null && (
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
      {session.permissions.has('sites.read') && <Children site={site} sites={children} />}
    </>
  );
  return { title: 'Overview', body };
}

const DESTINATION_TEXTS: Readonly<Record<string, string>> = {
  'console/': 'Your clients’ tabs: who is running out, what they owe, what to do about it.',
  'console/bank': 'Statements of your bank: which transfer is whose.',
  'console/plans': 'What hosting costs, and who is on which plan.',
  'console/usage': 'Logs and tables of what sites used.',
  'console/emails': 'What your clients are written, in your words and colours.',
  'console/settings': 'Your business, ways to pay, meters, connectors.',
  entries: 'Every payment and charge, with the balance after it.',
  statements: 'Each settled period as PDF and CSV.',
  pay: 'What is due, and the ways to pay it.',
  preferences: 'Which emails you want.',
  sites: 'The child sites this one, their hosts and their Owners.',
  users: 'Who can log in here, and the invitations that wait.',
  groups: 'What users may do here, and who controls whom.',
  'api-keys': 'How programs log in.',
  impersonations: 'Impersonations of the Owner, and what was done in them.',
  audit: 'Every change of anything, by whom and when.',
};

function headline(site: Site): string {
  const { state, upstream } = siteView(site);
  if (upstream) return `${site.name} is closed, since the parent site is`;
  return state === 'suspended' ? `${site.name} is suspended` : `${site.name} is open`;
}

function leadOf({ user, impersonator, site }: Session): string {
  if (impersonator !== null) return `You see it as ${user.name}, its ${user.group}, does.`;
  return `You are ${user.name}, in the group ${user.group}${site.parentId === null ? '' : ' of this site'}.`;
}

function Children({ site, sites }: { readonly site: Site; readonly sites: readonly Site[] }) {
  const base = `/sites/${site.slug}/sites`;
  return (
    <section>
      <h2>Sites below it</h2>
      {sites.length === 0 ? (
        <Empty>
          <p>
            None yet. A client’s website is <a href={base}>a child site</a>, with users of its own.
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
