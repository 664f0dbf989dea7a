import { retryFrom, type SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { localDateOf } from '../core/values/zone.js';
import { copyPlans } from '../plans/copyPlans.js';
import { isId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findState, lockAccount } from '../store/accounts/accounts.js';
import { forgetMonths } from '../store/accounts/tenantSums.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import { listHeldAssignments, setTenant, setParent } from '../store/sites/moves.js';
import { findSite, findSiteBySlug, listAccountSites, type Site } from '../store/sites/sites.js';
import { lockForMove } from '../store/sites/tree.js';
import { lockForSettlement } from '../store/usage/usage.js';
import { spreadUpstream } from '../suspension/upstream.js';
import { loadSite } from './manageSites.js';
import { moveMeters } from './moveMeters.js';

/** The actor: the parent site, or the Owner of the grandparent who impersonates the parent's Owner. */
interface MovingContext extends SiteContext {
  readonly isParentsOwner?: boolean;
}

interface SiteMove {
  /** Slug or id of the new parent site. */
  readonly parent: string;
  /** The other sites on its account, by slug: an account moves whole or not at all. */
  readonly with?: readonly string[] | undefined;
}

const NO_SITE = refuse('not_found', 'Site not found.');

/**
 * Moves a child site and all sites below it to another child site of the caller's, or, for the Owner of the parent
 * site, up to that site. The open account that pays for it moves too: the ledger unchanged, its plans as copies, its
 * usage. Returns the site in its new place.
 */
export async function moveSite(
  context: MovingContext,
  slugOrId: string,
  move: SiteMove,
): Promise<Site | Refusal> {
  const site = await loadSite(context, slugOrId);
  if (isRefusal(site)) return site;
  if (site.id === context.siteId) return refuse('conflict', 'Only the parent site can move a site.');
  const account = await openAccountOf(context.sql, site);
  const moved = await transact(context.sql, async (transaction) => {
    if (account !== null) {
      await lockForSettlement(transaction, account);
      await lockAccount(transaction, account);
    }
    return moveLocked(context, transaction, { siteId: site.id, account, move });
  });
  if (isRefusal(moved)) return moved;
  if (account !== null) context.wakeAccount(account);
  return (await findSite(context.sql, site.id)) ?? NO_SITE;
}

/** A closed account keeps its tenant. */
async function openAccountOf(sql: Queryable, { accountId }: Site): Promise<string | null> {
  if (accountId === null) return null;
  return (await findState(sql, accountId))?.state === 'closed' ? null : accountId;
}

interface Request {
  readonly siteId: string;
  readonly account: string | null;
  readonly move: SiteMove;
}

async function moveLocked(
  context: MovingContext,
  transaction: Queryable,
  { siteId, account, move }: Request,
): Promise<true | Refusal> {
  const named = await findTarget(transaction, move.parent);
  const paid = account === null ? [] : await listAccountSites(transaction, [account]);
  const ids = new Set([siteId, ...paid.map(({ id }) => id)]);
  await lockForMove(transaction, [...ids], named?.id ?? siteId);
  // Loaded again under the locks, since it may have moved in the meantime.
  const site = await findSite(transaction, siteId);
  if (site?.parentId !== context.siteId) return NO_SITE;
  if ((await openAccountOf(transaction, site)) !== account)
    return refuse('conflict', 'The site is being changed. Try again.');
  const target = await soundTarget(context, transaction, site, move.parent);
  if (isRefusal(target)) return target;
  const sites = account === null ? [site] : await listAccountSites(transaction, [account]);
  const unfit = unfitCompany(site, target, sites, move.with ?? []);
  if (unfit !== undefined) return unfit;
  if (account !== null) {
    const refusal = await moveAccount(context, transaction, account, { target, sites });
    if (refusal !== undefined) return refusal;
  }
  await setParent(
    transaction,
    sites.map(({ id }) => id),
    { parentId: target.id, keepsAccount: account !== null },
  );
  await spreadUpstream(
    context,
    transaction,
    sites.map(({ id }) => id),
    account ?? undefined,
  );
  await auditMove(context, transaction, sites, target);
  return true;
}

async function findTarget(sql: Queryable, slugOrId: string): Promise<Site | undefined> {
  return isId(slugOrId) ? findSite(sql, slugOrId) : findSiteBySlug(sql, slugOrId);
}

/** The new parent is beside or above, never below, so that no site becomes its own ancestor. */
async function soundTarget(
  context: MovingContext,
  transaction: Queryable,
  site: Site,
  parent: string,
): Promise<Site | Refusal> {
  const target = await findTarget(transaction, parent);
  if (target?.id === site.id) return refuse('invalid', 'is the site itself', 'parent');
  if (target !== undefined && target.id === context.siteId)
    return refuse('conflict', 'The site is already there.', 'parent');
  const isSibling = target?.parentId === context.siteId;
  const own = context.isParentsOwner === true ? await findSite(transaction, context.siteId) : undefined;
  const isAbove = target !== undefined && target.id === own?.parentId;
  if (target !== undefined && (isSibling || isAbove)) return target;
  return refuse('invalid', `site "${parent}" not found`, 'parent');
}

/** An account moves with all the sites it pays for, so the caller has to name them. */
function unfitCompany(
  site: Site,
  target: Site,
  sites: readonly Site[],
  named: readonly string[],
): Refusal | undefined {
  if (sites.some(({ id }) => id === target.id)) {
    return refuse('conflict', `one account pays for "${site.slug}" and "${target.slug}"`, 'parent');
  }
  const others = sites.filter(({ id }) => id !== site.id).map(({ slug }) => slug);
  const stranger = named.findIndex((slug) => !others.includes(slug));
  if (stranger !== -1) {
    return refuse('invalid', 'is not another site on the same account', `with[${stranger}]`);
  }
  const missing = others.filter((slug) => !named.includes(slug));
  if (missing.length === 0) return undefined;
  const list = missing.map((slug) => `"${slug}"`).join(', ');
  return refuse(
    'conflict',
    `its account also pays for ${list} and moves with all its sites; list them`,
    'with',
  );
}

async function moveAccount(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  { target, sites }: { readonly target: Site; readonly sites: readonly Site[] },
): Promise<Refusal | undefined> {
  const state = await findState(transaction, accountId);
  if (state?.siteId !== context.siteId) return NO_SITE;
  if (state.closeRequestedAt !== null)
    return refuse('conflict', 'The account is being closed. Try again later.');
  const today = localDateOf(context.now, state.timeZone);
  const held = await listHeldAssignments(transaction, accountId, today);
  const unfit = await moveMeters(transaction, {
    fromSiteId: context.siteId,
    toSiteId: target.id,
    accountId,
    siteIds: sites.map(({ id }) => id),
    ratedMeters: held.flatMap(({ terms }) => terms.usage.map(({ meter }) => meter)),
  });
  if (unfit !== undefined) return unfit;
  await copyPlans(context, transaction, held, target.id);
  await setTenant(transaction, accountId, { siteId: target.id, at: context.now });
  await forgetMonths(transaction, [context.siteId, target.id]);
  const signal = { accountId, signal: 'settingsChanged', about: 'site.move' };
  await addToOutbox(transaction, [signal], context.now, retryFrom(context));
  for (const siteId of [context.siteId, target.id]) {
    await insertAudit(transaction, context, {
      siteId,
      accountId,
      action: 'account.move',
      subject: `account/${accountId}`,
      before: { site: context.siteId },
      after: { site: target.id },
    });
  }
  return undefined;
}

/** Recorded in three logs: of the old parent, of the new parent, and of the site. */
async function auditMove(
  context: SiteContext,
  transaction: Queryable,
  sites: readonly Site[],
  target: Site,
): Promise<void> {
  const former = await findSite(transaction, context.siteId);
  for (const site of sites) {
    for (const siteId of [context.siteId, target.id, site.id]) {
      await insertAudit(transaction, context, {
        siteId,
        action: 'site.move',
        subject: `site/${site.id}`,
        before: { parent: former?.slug },
        after: { parent: target.slug },
      });
    }
  }
}
