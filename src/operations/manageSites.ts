import type { Refusal } from '../billing/index.js';
import { isRefusal, refuse } from '../billing/index.js';
import type { Queryable } from '../platform/index.js';
import { newId } from '../platform/index.js';
import {
  changeSettings,
  findSite,
  findSiteBySlug,
  insertAudit,
  insertHostnames,
  insertSite,
  listAccountSites,
  listChildSites,
  removeHostnames,
  type Site,
  type SiteSettings,
  takeUpSite,
  updateSite,
} from '../store/index.js';
import type { SiteContext } from './context.js';
import { onceOnly, transact } from './onceOnly.js';
import type { SecretBox } from '../platform/index.js';

export interface ConnectorInput {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

export interface SiteInput {
  readonly slug: string;
  readonly name: string;
  readonly hostnames: readonly string[];
  readonly connector?: ConnectorInput | undefined;
}

const NO_SITE = refuse('not_found', 'There is no such site.');

/** Registers a child site of the caller's site. */
export async function createSite(
  context: SiteContext & { readonly secrets: SecretBox },
  input: SiteInput,
  key?: string,
): Promise<Site | Refusal> {
  const created = await onceOnly(context, { operation: 'site', key, input }, async (transaction) => {
    const site = await addSite(context, transaction, input, null, '');
    return isRefusal(site) ? site : { id: site };
  });
  if (isRefusal(created)) return created;
  return (await findSite(context.sql, created.id)) ?? NO_SITE;
}

/**
 * Adds a site inside a transaction and puts it on an account. A child site that stands without an account is taken
 * up again, so that a client who comes back keeps their site. `path` leads to the site in the caller's body.
 */
export async function addSite(
  context: SiteContext & { readonly secrets: SecretBox },
  transaction: Queryable,
  input: SiteInput,
  accountId: string | null,
  path: string,
): Promise<string | Refusal> {
  const { siteId: parentId, now: createdAt, secrets } = context;
  const id = newId(createdAt);
  const { kind = 'forward-auth', ...settings } = input.connector ?? {};
  const connector = { connectorKind: kind, connectorConfig: secrets.sealFields(settings) };
  const { slug, name } = input;
  const added = await insertSite(transaction, {
    id,
    slug,
    name,
    parentId,
    accountId,
    ...connector,
    createdAt,
  });
  const site = added
    ? id
    : accountId === null
      ? undefined
      : await takeUpSite(transaction, { slug, parentId, accountId });
  if (site === undefined) return refuse('conflict', `the slug "${slug}" is taken`, `${path}slug`);
  const inUse = await insertHostnames(transaction, site, input.hostnames);
  const own = inUse.length === 0 ? [] : ((await findSite(transaction, site))?.hostnames ?? []);
  const foreign = inUse.find((hostname) => !own.includes(hostname));
  if (foreign !== undefined) {
    return refuse(
      'conflict',
      `the hostname "${foreign}" is in use`,
      `${path}hostnames[${input.hostnames.indexOf(foreign)}]`,
    );
  }
  await auditSite(context, transaction, 'site.create', site, {
    slug,
    name,
    hostnames: input.hostnames,
    accountId,
  });
  return site;
}

async function auditSite(
  context: SiteContext,
  transaction: Queryable,
  action: string,
  id: string,
  after: object,
): Promise<void> {
  await insertAudit(transaction, {
    id: newId(context.now),
    at: context.now,
    siteId: context.siteId,
    actor: context.actor,
    action,
    subject: `site/${id}`,
    after,
  });
}

export interface SiteChange {
  readonly name?: string | undefined;
  readonly hostnames?: readonly string[] | undefined;
  readonly connector?: ConnectorInput | undefined;
  readonly settings?: SiteSettings | undefined;
}

/** Changes a child site's name, hostnames (the whole list) or connector. */
export async function changeSite(
  context: SiteContext & { readonly secrets: SecretBox },
  slug: string,
  change: SiteChange,
): Promise<Site | Refusal> {
  const site = await readSite(context, slug);
  if (isRefusal(site)) return site;
  const changed = await transact(context, async (transaction) => {
    const { kind, ...settings } = change.connector ?? {};
    await updateSite(transaction, site.id, {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(kind === undefined
        ? {}
        : { connectorKind: kind, connectorConfig: context.secrets.sealFields(settings) }),
    });
    if (change.settings !== undefined) await changeSettings(transaction, site.id, change.settings);
    if (change.hostnames !== undefined) {
      const refusal = await replaceHostnames(transaction, site, change.hostnames);
      if (refusal !== undefined) return refusal;
    }
    const after = { ...change, ...(kind === undefined ? {} : { connector: kind }) };
    await auditSite(context, transaction, 'site.change', site.id, after);
    return true;
  });
  return isRefusal(changed) ? changed : readSite(context, slug);
}

async function replaceHostnames(
  transaction: Queryable,
  site: Site,
  hostnames: readonly string[],
): Promise<Refusal | undefined> {
  await removeHostnames(
    transaction,
    site.id,
    site.hostnames.filter((hostname) => !hostnames.includes(hostname)),
  );
  const fresh = hostnames.filter((hostname) => !site.hostnames.includes(hostname));
  const [foreign] = await insertHostnames(transaction, site.id, fresh);
  if (foreign === undefined) return undefined;
  return refuse(
    'conflict',
    `the hostname "${foreign}" is in use`,
    `hostnames[${hostnames.indexOf(foreign)}]`,
  );
}

/** A child site of the caller's, by slug or id. */
export async function readSite(context: SiteContext, slug: string): Promise<Site | Refusal> {
  const site = await findSiteBySlug(context.sql, slug);
  return site?.parentId === context.siteId || site?.id === context.siteId ? site : NO_SITE;
}

export async function readSites(
  context: SiteContext,
  page: { after?: string; limit: number },
): Promise<Site[]> {
  return listChildSites(context.sql, { parentId: context.siteId, ...page });
}

export async function sitesOfAccounts(context: SiteContext, accountIds: readonly string[]): Promise<Site[]> {
  return listAccountSites(context.sql, accountIds);
}
