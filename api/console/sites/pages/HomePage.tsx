import type { Session } from '../../../../src/auth/sessions/session.js';
import type { Site } from '../../../../src/store/sites/sites.js';
import { sectionsFor } from '../../../web/navigation.js';
import type { PageContent } from '../../../web/page.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { StatePill } from './SitesPages.js';

interface HomeProps {
  readonly session: Session;
  readonly site: Site;
  /** The first few of the child sites. */
  readonly children: readonly Site[];
}

/** The first page after a login: the site's state, the user, and links. */
export function homePage({ session, site, children }: HomeProps): PageContent {
  const destinations = sectionsFor(session).flatMap(({ pages }) => pages);
  const body = (
    <>
      <Head title={headline(site)} lead={leadOf(session)} />
      {destinations.some(({ path }) => path === 'console/') && (
        <div class="actions">
          <a class="button first" href={`/sites/${site.slug}/console/`}>
            Your clients’ accounts
          </a>
        </div>
      )}
      <div class="split">
        <section>
          <h2>Pages</h2>
          <dl class="facts">
            {destinations
              .filter(({ path }) => path in DESTINATION_TEXTS)
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
                <dd class="quiet">Your sessions, password and second factor.</dd>
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
  'console/': 'The accounts of your clients: who is running out, and what they owe.',
  'console/bank': 'Match bank transfers to clients.',
  'console/plans': 'Prices, and the accounts on each plan.',
  'console/usage': 'Import logs and tables of usage.',
  'console/emails': 'Emails to clients, with your texts and colours.',
  'console/settings': 'Your business, ways to pay, meters, connectors.',
  entries: 'Every payment and charge, with the balance after it.',
  statements: 'Each settled period as PDF and CSV.',
  pay: 'What is due, and the ways to pay it.',
  preferences: 'Emails and language.',
  sites: 'Child sites, their hosts and their Owners.',
  users: 'Users and open invitations.',
  groups: 'What users can do here.',
  'api-keys': 'Access for programs.',
  impersonations: 'When the Owner of the parent site logged in here, and what they did.',
  audit: 'All changes: who, what and when.',
};

function headline(site: Site): string {
  if (site.upstream) return `${site.name} is suspended because the parent site is suspended`;
  return site.closed ? `${site.name} is suspended` : `${site.name} is open`;
}

function leadOf({ user, impersonator }: Session): string {
  if (impersonator !== null) return `You are impersonating ${user.name}, ${user.group}.`;
  return `Logged in as ${user.name}, ${user.group}.`;
}

function Children({ site, sites }: { readonly site: Site; readonly sites: readonly Site[] }) {
  const base = `/sites/${site.slug}/sites`;
  return (
    <section>
      <h2>Child sites</h2>
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
