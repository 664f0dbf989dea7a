import type { Session } from '../../../../src/auth/sessions/session.js';
import type { ConnectorHealth } from '../../../../src/store/suspension/connectors.js';
import type { PageContent } from '../../../web/page.js';
import { ActionButton } from '../../../web/parts/forms.js';
import { counted, Empty, Head, Pill } from '../../../web/parts/parts.js';
import { Near } from '../../accounts/list/format.js';

interface ConnectorsProps {
  readonly session: Session;
  readonly troubled: readonly ConnectorHealth[];
  readonly all: readonly ConnectorHealth[];
  readonly more: string | undefined;
  readonly now: number;
}

const KINDS: Readonly<Record<string, string>> = {
  'forward-auth': 'Gate',
  webhook: 'Webhook',
  'map-file': 'Map file',
  command: 'Command',
};

/** The connector that suspends and reactivates each site, and whether it confirmed its commands. */
export function connectorsPage({ session, troubled, all, more, now }: ConnectorsProps): PageContent {
  const { slug } = session.site;
  const mayAsk = session.permissions.has('sites.write');
  const body = (
    <>
      <Head
        title={
          troubled.length > 0
            ? `${counted(troubled.length, 'connector has', 'connectors have')} not confirmed`
            : all.some(isUnasked)
              ? 'Some sites cannot be suspended yet'
              : 'All connectors work'
        }
        lead="A connector suspends and reactivates a site, and confirms it. If it does not answer, it is tried again automatically."
      />
      {all.some(isUnasked) && (
        <p>
          No web server has asked the gate about the sites marked “Never asked”. A suspension has no effect
          there until one does. <a href="/">The start page</a> has the lines for nginx.
        </p>
      )}
      {all.length === 0 && (
        <Empty>
          <p>There are no child sites yet.</p>
        </Empty>
      )}
      {troubled.length > 0 && (
        <section>
          <h2>Not confirmed</h2>
          <HealthTable sites={troubled} slug={slug} mayAsk={mayAsk} now={now} />
        </section>
      )}
      {all.length > 0 && (
        <section>
          <h2>All sites</h2>
          <HealthTable sites={all} slug={slug} mayAsk={mayAsk} now={now} />
        </section>
      )}
      {more !== undefined && (
        <p class="more">
          <a href={`/sites/${slug}/console/settings/connectors?after=${more}`}>More sites</a>
        </p>
      )}
    </>
  );
  return { title: 'Connectors', body };
}

interface HealthProps {
  readonly sites: readonly ConnectorHealth[];
  readonly slug: string;
  readonly mayAsk: boolean;
  readonly now: number;
}

function HealthTable({ sites, slug, mayAsk, now }: HealthProps) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Site</th>
          <th scope="col">Connector</th>
          <th scope="col">Expected</th>
          <th scope="col">Answer</th>
          <th scope="col" class="does">
            <span class="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sites.map((site) => (
          <tr>
            <td>
              <a href={`/sites/${slug}/sites/${site.siteId}`}>{site.name}</a>
              <span class="sub">{site.slug}</span>
            </td>
            <td data-label="Connector">{KINDS[site.kind] ?? site.kind}</td>
            <td data-label="Expected">{site.closed ? 'suspend' : 'open'}</td>
            <td data-label="Answer">
              <Response site={site} now={now} />
            </td>
            <td class="does">
              {mayAsk && site.accountId !== null && (
                <ActionButton
                  action={`/sites/${slug}/console/settings/connectors/${site.siteId}/ask`}
                  label="Ask now"
                  about={site.name}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What came back when the owner asked, as a message; undefined: nothing yet. */
export function connectorAnswer(health: ConnectorHealth | undefined): string {
  if (health === undefined) return 'The connector has not answered yet. Refresh the page in a moment.';
  if (!health.confirmed) return `${health.name}: ${health.error ?? 'The connector did not confirm.'}`;
  if (!isUnasked(health)) return `${health.name}: confirmed. The connector works.`;
  return `${health.name}: the gate is ready, but no web server has asked it yet.`;
}

/** The gate answers only who asks: until a web server has asked, nothing shows that a suspension has an effect. */
function isUnasked({ kind, askedAt }: ConnectorHealth): boolean {
  return kind === 'forward-auth' && askedAt === null;
}

function Response({ site, now }: { readonly site: ConnectorHealth; readonly now: number }) {
  const { confirmed, error, attempts, retryAt, kind, askedAt } = site;
  if (isUnasked(site) && error === null) return <Pill tone="warning">Never asked</Pill>;
  if (kind === 'forward-auth' && askedAt !== null && confirmed)
    return (
      <>
        <Pill tone="good">Works</Pill>
        <span class="sub">
          last asked <Near at={Math.min(askedAt, now - 1)} timeZone="UTC" now={now} />
        </span>
      </>
    );
  if (confirmed) return <Pill tone="good">Confirmed</Pill>;
  return (
    <>
      <Pill tone={error === null ? 'warning' : 'bad'}>
        {error === null ? 'No answer yet' : `Failed ${counted(attempts, 'time', 'times').toLowerCase()}`}
      </Pill>
      {error !== null && <span class="sub">{error}</span>}
      {retryAt !== null && (
        <span class="sub">
          next attempt <Near at={retryAt} timeZone="UTC" now={now} />
        </span>
      )}
    </>
  );
}
