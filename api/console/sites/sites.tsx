import { z } from '@hono/zod-openapi';
import { handOver } from '../../../src/auth/users/handOver.js';
import { resendInvitation } from '../../../src/auth/users/invitations.js';
import { countUninvited, inviteOwners } from '../../../src/auth/users/inviteOwners.js';
import { loadUsers } from '../../../src/auth/users/manageUsers.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import { changeSite, createSite, loadSite, loadSites } from '../../../src/sites/manageSites.js';
import type { User } from '../../../src/store/auth/users.js';
import type { Site } from '../../../src/store/sites/sites.js';
import { managerOf, parentOf } from '../../auth/managerOf.js';
import { email, shownName as name, slug } from '../../v1/framework/fields.js';
import { hostnames } from '../accounts/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../../web/page.js';
import { counted } from '../../web/parts/parts.js';
import { handOverPage, newSitePage, sitePage, sitesPage } from './pages/SitesPages.js';

const BASE = '/sites/{slug}/sites';
const SHOWN = 200;
const NO_SITE = refuse('not_found', 'Child site not found.');

export const sitePages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'sites.read',
    impersonation: 'open',
    query: z.strictObject({ after: z.uuid().optional() }),
    handle: async ({ context, session, query: { after } }) => {
      const page = after === undefined ? {} : { after };
      const mayInvite = session.permissions.has('users.write') && session.impersonator === null;
      const [sites, uninvited] = await Promise.all([
        loadSites(context, { ...page, limit: SHOWN + 1 }),
        mayInvite ? countUninvited(context) : 0,
      ]);
      const more = sites.length > SHOWN ? sites[SHOWN - 1]?.id : undefined;
      return sitesPage(session, { sites: sites.slice(0, SHOWN), more, uninvited });
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/invitations`,
    access: 'users.write',
    handle: async (call) => {
      const invited = await inviteOwners(call.context, managerOf(call));
      if (isRefusal(invited)) return invited;
      const { sent, refused } = invited;
      const said = `${counted(sent, 'invitation', 'invitations')} sent.`;
      const left = `${counted(refused, 'Owner', 'Owners')} got too many emails within the hour. Try again later.`;
      return redirectTo(sitesPath(call), refused === 0 ? said : `${said} ${left}`);
    },
  }),
  // A new site has a new Owner, and impersonators may not change users.
  definePage({
    method: 'get',
    path: `${BASE}/new`,
    access: 'sites.write',
    handle: (call) => showNew(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/new`,
    access: 'sites.write',
    form: z.strictObject({ name, slug, hostnames, ownerName: name, ownerEmail: email }),
    handle: async (call) => {
      const { ownerName, ownerEmail, ...form } = call.form;
      const site = await createSite(call.context, { ...form, owner: { name: ownerName, email: ownerEmail } });
      if (isRefusal(site)) return site;
      return redirectTo(
        `${sitesPath(call)}/${site.id}`,
        `${site.name} added. The Owner has no login yet. Send an invitation below.`,
      );
    },
    onError: showNew,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/{id}`,
    access: 'sites.read',
    impersonation: 'open',
    handle: (call) => showSite(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}`,
    access: 'sites.write',
    impersonation: 'open',
    form: z.strictObject({ name, hostnames }),
    handle: async (call) => {
      const child = await findChild(call);
      if (isRefusal(child)) return child;
      const site = await changeSite(call.context, child.id, call.form);
      return isRefusal(site) ? site : redirectTo(`${sitesPath(call)}/${site.id}`, `${site.name} saved.`);
    },
    onError: showSite,
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/invitation`,
    access: 'users.write',
    handle: async (call) => {
      const child = await findChild(call);
      if (isRefusal(child)) return child;
      const owner = await ownerOf(call, child);
      const { context, manager } = parentOf(call, child.id);
      const user = await resendInvitation(context, manager, owner?.id ?? '');
      if (isRefusal(user)) return user;
      return redirectTo(`${sitesPath(call)}/${child.id}`, `Invitation sent to ${user.email}.`);
    },
    onError: showSite,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/{id}/owner`,
    access: 'owner.write',
    handle: (call) => showHandOver(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/owner`,
    access: 'owner.write',
    form: z.strictObject({ name, email }),
    handle: async (call) => {
      const child = await findChild(call);
      if (isRefusal(child)) return child;
      const { context, manager } = parentOf(call, child.id);
      const user = await handOver(context, manager, call.form);
      if (isRefusal(user)) return user;
      return redirectTo(`${sitesPath(call)}/${child.id}`, `${user.name} is now the Owner of ${child.name}.`);
    },
    onError: showHandOver,
  }),
];

export function sitesPath({ slug }: { readonly slug: string }): string {
  return `/sites/${slug}/sites`;
}

/** A direct child of the user's site; every other site is not found. */
export async function findChild({ context, params }: PageCall): Promise<Site | Refusal> {
  const site = await loadSite(context, params['id'] ?? '');
  return !isRefusal(site) && site.parentId === context.siteId ? site : NO_SITE;
}

async function ownerOf({ context }: PageCall, site: Site): Promise<User | undefined> {
  return (await loadUsers(context, site.id, { limit: 1_000 })).find(({ group }) => group === 'Owner');
}

function showNew({ session }: PageCall, state: FormState): Promise<PageContent> {
  return Promise.resolve(newSitePage(session, state));
}

async function showSite(call: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const site = await findChild(call);
  if (isRefusal(site)) return site;
  return sitePage({ session: call.session, site, owner: await ownerOf(call, site), state });
}

async function showHandOver(call: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const site = await findChild(call);
  if (isRefusal(site)) return site;
  return handOverPage({ session: call.session, site, owner: await ownerOf(call, site), state });
}
