import type { Session } from '../../../../src/auth/sessions/session.js';
import { INVITED_AT_ONCE } from '../../../../src/auth/users/inviteOwners.js';
import type { User } from '../../../../src/store/auth/users.js';
import type { Site } from '../../../../src/store/sites/sites.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { ActionButton, Confirm, field, Form, FormActions } from '../../../web/parts/forms.js';
import { counted, Empty, Head, Pill, When } from '../../../web/parts/parts.js';

interface SitesProps {
  readonly sites: readonly Site[];
  /** The position of the next page, if there is one. */
  readonly more: string | undefined;
  /** How many Owners were never invited; the page offers it to users who may. */
  readonly uninvited: number;
}

/** The child sites of the user's site. */
export function sitesPage(
  { site, permissions, impersonator }: Session,
  { sites, more, uninvited }: SitesProps,
): PageContent {
  const base = `/sites/${site.slug}/sites`;
  const closed = sites.filter((child) => child.closed).length;
  const body = (
    <>
      <Head
        title={`${counted(sites.length, 'child site', 'child sites')}${more === undefined ? '' : ' and more'} of ${site.name}`}
        lead={
          sites.length === 0
            ? 'Each client’s website is a separate site with its own users.'
            : stateOfAll(closed)
        }
      />
      {permissions.has('sites.write') && impersonator === null && (
        <div class="actions">
          <a class="button first" href={`${base}/new`}>
            Add a site
          </a>
          <a class="button" href={`/sites/${site.slug}/hostnames`}>
            Hosts to confirm
          </a>
        </div>
      )}
      <Uninvited count={uninvited} base={base} />
      {sites.length === 0 ? (
        <Empty>
          <p>Add your first site: its name, its hosts and its Owner.</p>
        </Empty>
      ) : (
        <SiteTable base={base} sites={sites} />
      )}
      {more !== undefined && (
        <p class="more">
          <a href={`${base}?after=${more}`}>More sites</a>
        </p>
      )}
    </>
  );
  return { title: 'Sites', body };
}

function Uninvited({ count, base }: { readonly count: number; readonly base: string }) {
  if (count === 0) return null;
  const shown =
    count > INVITED_AT_ONCE
      ? `More than ${INVITED_AT_ONCE} Owners have`
      : counted(count, 'Owner has', 'Owners have');
  return (
    <div class="flash">
      <p>
        {shown} no login and no invitation yet. An invitation is an email with a link to choose a password.
      </p>
      <div class="actions">
        <ActionButton
          action={`${base}/invitations`}
          label={`Send ${counted(Math.min(count, INVITED_AT_ONCE), 'invitation', 'invitations').toLowerCase()}`}
        />
      </div>
    </div>
  );
}

function stateOfAll(closed: number): string {
  return closed === 0 ? 'All sites are open.' : `${counted(closed, 'site is', 'sites are')} suspended.`;
}

function SiteTable({ base, sites }: { readonly base: string; readonly sites: readonly Site[] }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Site</th>
          <th scope="col">Hosts</th>
          <th scope="col">State</th>
          <th scope="col">Created</th>
        </tr>
      </thead>
      <tbody>
        {sites.map((child) => (
          <tr>
            <td>
              <a href={`${base}/${child.id}`}>
                <strong>{child.name}</strong>
              </a>
              <span class="sub">{child.slug}</span>
            </td>
            <td>
              {child.hostnames.length === 0 ? <span class="quiet">no host</span> : child.hostnames.join(', ')}
              {child.waitingHostnames.length > 0 && (
                <span class="sub">not confirmed: {child.waitingHostnames.join(', ')}</span>
              )}
            </td>
            <td data-label="State">
              <StatePill site={child} />
            </td>
            <td data-label="Created">
              <When at={child.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function StatePill({ site }: { readonly site: Site }) {
  if (site.upstream) return <Pill tone="bad">Suspended: the parent site is suspended</Pill>;
  return site.closed ? <Pill tone="bad">Suspended</Pill> : <Pill tone="good">Open</Pill>;
}

/** The form for a new child site and its Owner. */
export function newSitePage({ site }: Session, state: FormState): PageContent {
  const base = `/sites/${site.slug}/sites`;
  const body = (
    <>
      <Head
        title="Add a site"
        lead={`A child site of ${site.name}, with its own users and groups.`}
        up={{ href: base, label: 'Sites' }}
      />
      <Form action={`${base}/new`} state={state}>
        {field(state, 'name', 'Name', { required: true, maxlength: 200, autocomplete: 'off' })}
        {field(state, 'slug', 'Short name', {
          required: true,
          maxlength: 63,
          autocomplete: 'off',
          hint: 'Lower-case letters, digits and hyphens. Used in web addresses. It cannot be changed later.',
        })}
        <HostsField state={state} hosts={[]} />
        {field(state, 'ownerName', 'Name of the Owner', {
          required: true,
          maxlength: 200,
          autocomplete: 'off',
        })}
        {field(state, 'ownerEmail', 'Email of the Owner', {
          type: 'email',
          required: true,
          maxlength: 300,
          autocomplete: 'off',
        })}
        <FormActions submit="Add the site" back={base} />
      </Form>
    </>
  );
  return { title: 'Add a site', body };
}

function HostsField({ state, hosts }: { readonly state: FormState; readonly hosts: readonly string[] }) {
  return field(state, 'hostnames', 'Hosts', {
    value: hosts.join('\n'),
    hint: 'One host name per line, such as www.fenwick.example.',
    rows: 3,
  });
}

interface SiteProps {
  readonly session: Session;
  readonly site: Site;
  readonly owner: User | undefined;
  readonly state: FormState;
}

/** One child site: its state, its Owner, and the possible changes. */
export function sitePage({ session, site, owner, state }: SiteProps): PageContent {
  const base = `/sites/${session.site.slug}/sites`;
  const path = `${base}/${site.id}`;
  const body = (
    <>
      <Head title={site.name} lead={site.slug} up={{ href: base, label: 'Sites' }} />
      <p>
        <StatePill site={site} />
      </p>
      <OwnerSection session={session} site={site} owner={owner} path={path} state={state} />
      {session.permissions.has('sites.write') && (
        <section>
          <h2>Change</h2>
          <Form action={path} state={state}>
            {field(state, 'name', 'Name', {
              value: site.name,
              required: true,
              maxlength: 200,
              autocomplete: 'off',
            })}
            <HostsField state={state} hosts={site.hostnames} />
            <div class="actions">
              <button type="submit" class="first">
                Save
              </button>
              <a class="button" href={`${path}/move`}>
                Move to another parent site
              </a>
            </div>
          </Form>
        </section>
      )}
    </>
  );
  return { title: site.name, body };
}

interface OwnerSectionProps extends SiteProps {
  readonly path: string;
}

function OwnerSection({ session, site, owner, path, state }: OwnerSectionProps) {
  const { permissions, impersonator, user } = session;
  const isMyself = impersonator === null;
  return (
    <section>
      <h2>Owner</h2>
      {state.complaint !== undefined && state.action === `${path}/invitation` && (
        <p class="flash bad" role="alert">
          {state.complaint}
        </p>
      )}
      <dl class="facts">
        <div>
          <dt>Owner</dt>
          <dd>
            {owner === undefined ? 'none' : `${owner.name}, ${owner.email}`}{' '}
            {owner?.isClaimed === false && <Pill tone="warning">has no login yet</Pill>}
          </dd>
        </div>
        {isMyself && user.group === 'Owner' && (
          <div>
            <dt>Impersonate</dt>
            <dd>
              On <a href={`/sites/${site.slug}/login`}>its login page</a>, enter <code>*{user.email}</code>{' '}
              and your own password. Owner is notified.
            </dd>
          </div>
        )}
      </dl>
      {isMyself && (
        <div class="actions">
          {owner?.isClaimed === false && permissions.has('users.write') && (
            <ActionButton action={`${path}/invitation`} label="Send invitation" />
          )}
          {permissions.has('owner.write') && (
            <a class="button" href={`${path}/owner`}>
              Change Owner
            </a>
          )}
        </div>
      )}
    </section>
  );
}

/** The confirmation before a site gets another Owner. */
export function handOverPage({ session, site, owner, state }: SiteProps): PageContent {
  const path = `/sites/${session.site.slug}/sites/${site.id}`;
  const former = owner === undefined ? 'The current Owner' : `${owner.name} (${owner.email})`;
  const isUnclaimed = owner?.isClaimed === false;
  const body = (
    <Confirm
      question={`Change the Owner of ${site.name}?`}
      effects={[
        'The new Owner can do everything at the site. A new user gets an invitation by email.',
        isUnclaimed
          ? `${former} never accepted the invitation. That login is removed.`
          : `${former} becomes an Administrator and stays logged in.`,
        'The account and its balance do not change.',
      ]}
      action={`${path}/owner`}
      button="Change Owner"
      back={path}
      state={state}
    >
      {field(state, 'name', 'Name of the new Owner', { required: true, maxlength: 200, autocomplete: 'off' })}
      {field(state, 'email', 'Email of the new Owner', {
        type: 'email',
        required: true,
        maxlength: 300,
        autocomplete: 'off',
        hint: 'An existing user of the site, or a new one.',
      })}
    </Confirm>
  );
  return { title: `Change Owner of ${site.name}`, body };
}
