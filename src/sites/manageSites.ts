import { checkTaxPolicy } from '../billing/tax/checkTaxPolicy.js';
import {
  mergeParticulars,
  parseParticulars,
  type ParticularsInput,
} from '../billing/particulars/parseParticulars.js';
import { isSame } from '../core/differences.js';
import { auditedSite } from '../core/auditSite.js';
import type { SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { transact } from '../core/transact.js';
import { parseEmail } from '../core/parseEmail.js';
import { type BankAccountInput, isSameAccount, parseBankAccount } from '../core/values/bankAccount.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { isId, newId } from '../platform/ids.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Queryable, Sql } from '../platform/sql/sql.js';
import { findOwner, insertUser } from '../store/auth/users.js';
import { insertAudit } from '../store/core/audit.js';
import { sealedAt } from '../store/operations/sealed.js';
import { removeHostnames } from '../store/sites/hostnames.js';
import {
  changeSettings,
  findRootSite,
  findSettings,
  findSite,
  findSiteBySlug,
  insertSite,
  isSlugTaken,
  listChildSites,
  setSlug,
  type Site,
  type SiteSettings,
  reuseSite,
  updateSite,
} from '../store/sites/sites.js';
import { lockAbove, lockTrees } from '../store/sites/tree.js';
import type { PolicyTerms } from '../billing/policy/policy.js';
import { checkPolicy } from '../suspension/checkPolicy.js';
import { reassessTaxes, reassessUnderPolicy } from '../suspension/policySignals.js';
import { unsoundSettings } from '../suspension/soundSettings.js';
import { spreadUpstream } from '../suspension/upstream.js';
import { refuseTaken } from '../accounts/refuseTaken.js';
import { claimHostnames } from './claimHostnames.js';
import { sendHostnames } from './sendHostnames.js';

export interface ConnectorInput {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/** The Owner of a new site. They claim their login by a link sent to their address. */
export interface OwnerInput {
  readonly name: string;
  readonly email: string;
}

export interface SiteInput {
  readonly slug: string;
  readonly name: string;
  readonly hostnames: readonly string[];
  readonly connector?: ConnectorInput | undefined;
  readonly owner?: OwnerInput | undefined;
  /** Its id in another program of the tenant. */
  readonly externalId?: string | null | undefined;
}

const NO_SITE = refuse('not_found', 'Site not found.');

/** Registers a child site of the caller's site. */
export async function createSite(
  context: SiteContext & { readonly secrets: SecretBox },
  input: SiteInput,
  key?: string,
): Promise<Site | Refusal> {
  return onceOnly(context, { operation: 'site', key, input }, async (transaction) => {
    const added = await addSite(context, transaction, input, { accountId: null, path: '' });
    if (isRefusal(added)) return added;
    return (await findSite(transaction, added.id)) ?? NO_SITE;
  }).catch(refuseTaken);
}

export function slugTaken(slug: string, path = ''): Refusal {
  return refuse('conflict', `the slug "${slug}" is taken`, `${path}slug`);
}

interface AddedSite {
  readonly id: string;
  /** False: a site that existed was put on the account. */
  readonly isNew: boolean;
}

/**
 * Adds a site inside a transaction and puts it on an account. A child site without an account is reopened, so that a
 * returning client keeps their site. `path` leads to the site in the caller's body.
 */
export async function addSite(
  context: SiteContext & { readonly secrets: SecretBox },
  transaction: Queryable,
  input: SiteInput,
  { accountId, path, payer }: { accountId: string | null; path: string; payer?: OwnerInput },
): Promise<AddedSite | Refusal> {
  const { siteId: parentId, now: createdAt } = context;
  const lacking = lacksConnector(context, input.connector, `${path}connector.kind`);
  if (lacking !== undefined) return lacking;
  const id = newId(createdAt);
  const connector = connectorOf(context, id, input.connector);
  const { slug, name } = input;
  const [isClosedAbove, added] = await Promise.all([
    // Orders this before or after any decision about the parent sites.
    lockAbove(transaction, parentId),
    insertSite(transaction, {
      ...{ id, slug, name, parentId, accountId, ...connector, createdAt },
      externalId: input.externalId || null,
    }),
  ]);
  const site = added
    ? id
    : accountId === null
      ? undefined
      : await reuse(transaction, { slug, parentId, accountId, at: createdAt });
  if (site === undefined) return slugTaken(slug, path);
  if (added) {
    const refusal = await insertOwner(context, transaction, site, { path, owner: input.owner ?? payer });
    if (refusal !== undefined) return refusal;
  }
  const had = added ? [] : ((await findSite(transaction, site))?.hostnames ?? []);
  const claim = { siteId: site, hostnames: input.hostnames, had, field: `${path}hostnames` };
  const unclaimed = await claimHostnames(context, transaction, claim);
  if (unclaimed !== undefined) return unclaimed;
  // A new site is open unless a parent site is suspended.
  if (isClosedAbove || !added) await spreadUpstream(context, transaction, [site], accountId ?? undefined);
  await insertAudit(transaction, context, {
    siteId: parentId,
    action: added ? 'site.create' : 'site.take-up',
    subject: `site/${site}`,
    after: auditedSiteOf(input, connector.connectorKind, accountId),
  });
  return { id: site, isNew: added };
}

export function auditedSiteOf(
  { slug, name, hostnames }: SiteInput,
  connector: string,
  accountId: string | null,
): object {
  return { slug, name, hostnames, connector, accountId };
}

/** A site on an unknown connector could never be switched. */
export function lacksConnector(
  { connectorKinds }: SiteContext,
  connector: ConnectorInput | undefined,
  field: string,
): Refusal | undefined {
  if (connector === undefined || connectorKinds === undefined || connectorKinds.has(connector.kind)) {
    return undefined;
  }
  const has = [...connectorKinds].map((kind) => `"${kind}"`).join(', ');
  return refuse('invalid', `connector "${connector.kind}" is not available; available: ${has}`, field);
}

async function reuse(
  transaction: Queryable,
  found: { slug: string; parentId: string; accountId: string; at: number },
): Promise<string | undefined> {
  const site = await findSiteBySlug(transaction, found.slug);
  if (site?.parentId !== found.parentId) return undefined;
  await lockTrees(transaction, [site.id]);
  return reuseSite(transaction, found);
}

/** The connector of a new site as it is stored, its secrets sealed. */
export function connectorOf(
  { secrets }: { readonly secrets: SecretBox },
  siteId: string,
  { kind = 'forward-auth', ...settings }: Partial<ConnectorInput> = {},
): { readonly connectorKind: string; readonly connectorConfig: object } {
  const connectorConfig = secrets.sealFields(settings, sealedAt('connector secret', siteId));
  return { connectorKind: kind, connectorConfig };
}

/** A site has exactly one Owner from the start: the given user, or the account's client, or else the parent's Owner. */
async function insertOwner(
  context: SiteContext,
  transaction: Queryable,
  siteId: string,
  { owner, path }: { readonly owner: OwnerInput | undefined; readonly path: string },
): Promise<Refusal | undefined> {
  // An impersonator cannot change ownership, however the site is added.
  if (context.actedAs !== undefined) return MAKES_OWNER;
  const user = owner ?? (await findOwner(transaction, context.siteId));
  if (user === undefined) return refuse('invalid', 'is required', `${path}owner`);
  const email = parseEmail(user.email, `${path}owner.email`);
  if (isRefusal(email)) return email;
  await insertUser(transaction, {
    id: newId(context.now),
    siteId,
    email: email.address,
    canonicalEmail: email.canonical,
    name: user.name,
    group: 'Owner',
    passwordHash: null,
    createdAt: context.now,
  });
  return undefined;
}

const MAKES_OWNER = refuse('forbidden', 'An impersonator cannot add a site.');
/** Where clients send their money and their questions; an impersonator may not change it. */
const OWNERS_OWN = ['paymentInstructions', 'email'] as const;

/** The settings in the request that an impersonator must not change. */
async function refuseWhileImpersonated(
  context: SiteContext,
  site: Site,
  settings: SettingsChange,
): Promise<Refusal | undefined> {
  if (context.actedAs === undefined) return undefined;
  const now = await findSettings(context.sql, site.id);
  const field = OWNERS_OWN.find((each) => (settings[each] ?? now[each] ?? '') !== (now[each] ?? ''));
  return field === undefined ? undefined : refuseDetails(field);
}

function refuseDetails(field: string): Refusal {
  return refuse(
    'forbidden',
    'An impersonator cannot change the payment and contact details of a site.',
    `settings.${field}`,
  );
}

export interface SiteChange {
  /** URLs and collectors refer to a site by its slug, and logins end with the old one. */
  readonly slug?: string | undefined;
  readonly name?: string | undefined;
  readonly hostnames?: readonly string[] | undefined;
  readonly connector?: ConnectorInput | undefined;
  /** Null or an empty text removes it. */
  readonly externalId?: string | null | undefined;
  readonly settings?: SettingsChange | undefined;
}

/** Settings left out stay as they are; of the particulars, each field by itself. */
export type SettingsChange = Omit<SiteSettings, 'particulars' | 'bankAccount'> & {
  /** Replaces the whole; without any of its fields it is removed. */
  readonly bankAccount?: BankAccountInput | undefined;
  readonly particulars?: ParticularsInput | undefined;
};

const ABOVE_ONLY = refuse(
  'forbidden',
  'Only the parent site can change the slug, the hostnames, the connector and the external id.',
);

/**
 * Changes a child site's slug, name, hostnames (the whole list), connector or settings. A site below another can only
 * change its own name and settings: it must not control whether the gate closes it.
 */
export async function changeSite(
  context: SiteContext & { readonly secrets: SecretBox },
  slugOrId: string,
  change: SiteChange,
): Promise<Site | Refusal> {
  const site = await loadSite(context, slugOrId);
  if (isRefusal(site)) return site;
  const isBelow = site.id === context.siteId && site.parentId !== null;
  if (
    isBelow &&
    [change.slug, change.hostnames, change.connector, change.externalId].some((part) => part !== undefined)
  ) {
    return ABOVE_ONLY;
  }
  const unsound = change.settings && unsoundSettings(change.settings);
  if (unsound !== undefined) return { ...unsound, field: `settings.${unsound.field ?? ''}` };
  const policy = change.settings?.suspensionPolicy;
  const checked = policy && checkPolicy(context, policy, 'settings.suspensionPolicy');
  if (isRefusal(checked)) return checked;
  const lacking = lacksConnector(context, change.connector, 'connector.kind');
  if (lacking !== undefined) return lacking;
  const foreign = change.settings && (await refuseWhileImpersonated(context, site, change.settings));
  if (foreign !== undefined) return foreign;
  const audit = { id: site.id, setsConnector: change.connector !== undefined };
  const changed = await transact(context.sql, (transaction) =>
    auditedSite(context, transaction, audit, () =>
      applyChange(context, transaction, site, withPolicy(change, checked)),
    ),
  ).catch((error: unknown) => {
    // Another site took it between the check and the end of the transaction.
    if (isSlugTaken(error)) return slugTaken(change.slug ?? '');
    return refuseTaken(error);
  });
  if (isRefusal(changed)) return changed;
  if (checked !== undefined) await reassessUnderPolicy({ ...context, siteId: site.id });
  if (TAX_SETTINGS.some((each) => change.settings?.[each] !== undefined))
    await reassessTaxes({ ...context, siteId: site.id });
  return loadSite(context, site.id);
}

/** What the taxes of accounts are decided by, if none is set by hand. */
const TAX_SETTINGS = ['taxPolicy', 'taxPercent', 'particulars'] as const;

/** The policy as it is stored: without parts that restrict nothing. */
function withPolicy(change: SiteChange, checked: PolicyTerms | undefined): SiteChange {
  return checked === undefined
    ? change
    : { ...change, settings: { ...change.settings, suspensionPolicy: checked } };
}

async function applyChange(
  context: SiteContext & { readonly secrets: SecretBox },
  transaction: Queryable,
  site: Site,
  change: SiteChange,
): Promise<true | Refusal> {
  const { kind, ...connector } = change.connector ?? {};
  await updateSite(transaction, site.id, {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.externalId === undefined ? {} : { externalId: change.externalId || null }),
    ...(kind === undefined
      ? {}
      : {
          connectorKind: kind,
          connectorConfig: context.secrets.sealFields(connector, sealedAt('connector secret', site.id)),
        }),
  });
  const settings = change.settings && (await wholeSettings(context, transaction, site, change.settings));
  if (isRefusal(settings)) return settings;
  if (settings !== undefined) await changeSettings(transaction, site.id, settings);
  if (change.slug !== undefined && !(await setSlug(transaction, site.id, change.slug))) {
    return slugTaken(change.slug);
  }
  if (change.hostnames === undefined) return true;
  return (await replaceHostnames(context, transaction, site, change.hostnames)) ?? true;
}

/** The settings with whole particulars and a checked bank account. */
async function wholeSettings(
  context: SiteContext,
  transaction: Queryable,
  site: Site,
  { bankAccount: given, ...change }: SettingsChange,
): Promise<SiteSettings | Refusal> {
  const settings = await withParticulars(context, transaction, site, change);
  if (isRefusal(settings) || given === undefined) return settings;
  const bankAccount = parseBankAccount(given, 'settings.bankAccount');
  if (isRefusal(bankAccount)) return bankAccount;
  const { bankAccount: stored = null } = await findSettings(transaction, site.id);
  if (context.actedAs !== undefined && !isSameAccount(bankAccount, stored))
    return refuseDetails('bankAccount');
  return { ...settings, bankAccount };
}

async function withParticulars(
  { actedAs }: SiteContext,
  transaction: Queryable,
  site: Site,
  { particulars: change, ...settings }: Omit<SettingsChange, 'bankAccount'>,
): Promise<SiteSettings | Refusal> {
  const { taxPolicy: terms } = settings;
  const taxPolicy = terms && checkTaxPolicy(terms, 'settings.taxPolicy');
  if (isRefusal(taxPolicy)) return taxPolicy;
  const { particulars: stored = {} } = await findSettings(transaction, site.id);
  const particulars = parseParticulars(mergeParticulars(stored, change ?? {}), 'settings.particulars');
  if (isRefusal(particulars)) return particulars;
  if (actedAs !== undefined && !isSame(particulars, parseParticulars(stored)))
    return refuseDetails('particulars');
  if (taxPolicy != null && particulars.country === undefined)
    return refuse('invalid', 'is required to decide taxes', 'settings.particulars.country');
  return {
    ...settings,
    ...(change === undefined ? {} : { particulars }),
    ...(taxPolicy === undefined ? {} : { taxPolicy }),
  };
}

async function replaceHostnames(
  context: SiteContext,
  transaction: Queryable,
  site: Site,
  hostnames: readonly string[],
): Promise<Refusal | undefined> {
  await removeHostnames(
    transaction,
    site.id,
    site.hostnames.filter((hostname) => !hostnames.includes(hostname)),
  );
  const claim = { siteId: site.id, hostnames, had: site.hostnames, field: 'hostnames' };
  const refusal = await claimHostnames(context, transaction, claim);
  if (refusal === undefined && isOtherSet(site.hostnames, hostnames)) {
    await sendHostnames(context, transaction, site.id);
  }
  return refusal;
}

function isOtherSet(before: readonly string[], after: readonly string[]): boolean {
  return before.length !== after.length || before.some((hostname) => !after.includes(hostname));
}

/** A child site of the caller's, by slug or id. */
export async function loadSite(context: SiteContext, slugOrId: string): Promise<Site | Refusal> {
  const site = isId(slugOrId)
    ? await findSite(context.sql, slugOrId)
    : await findSiteBySlug(context.sql, slugOrId);
  return site?.parentId === context.siteId || site?.id === context.siteId ? site : NO_SITE;
}

/** The owner's own details in emails and on the suspended page. */
export async function loadSettings(
  context: SiteContext,
  siteId: string,
): Promise<SiteSettings & { readonly name: string }> {
  return findSettings(context.sql, siteId);
}

export async function loadSites(
  context: SiteContext,
  page: { after?: string; limit: number; externalId?: string },
): Promise<Site[]> {
  return listChildSites(context.sql, { parentId: context.siteId, ...page });
}

/** A site by its slug, or else the root site; for commands on the machine itself. */
export async function findInstallationSite(sql: Sql, slug: string | undefined): Promise<Site | undefined> {
  return slug === undefined ? findRootSite(sql) : findSiteBySlug(sql, slug);
}
