import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { DAY_MS, localDateOf } from '../core/values/zone.js';
import type { SecretBox } from '../platform/secretBox.js';
import { findOwner } from '../store/auth/users.js';
import { queueUserEmail, type SharedEmailFields, loadSharedEmailFields } from '../store/emails/userEmails.js';
import { findSite } from '../store/sites/sites.js';
import {
  type Breaker,
  countHeldBack,
  listBreakerEmails,
  updateBreakerEmail,
  listHeldBack,
} from '../store/suspension/breakers.js';
import {
  listSilentSites,
  listTenantsToNotify,
  markSilentMetersNotified,
  type SilentSite,
} from '../store/usage/silentMeters.js';
import type { RenderedDraft } from './draftEmail.js';

/** An email to the Owner of a site that keeps accounts, about something they must see to. */
export type OwnerDraft = {
  readonly siteId: string;
  readonly slug: string;
  readonly recipient: { readonly name: string; readonly address: string };
  readonly shared: SharedEmailFields;
} & (
  | {
      readonly kind: 'breaker';
      readonly breaker: Breaker;
      readonly accounts: number;
      readonly sites: number;
      readonly names: readonly string[];
    }
  | { readonly kind: 'silence'; readonly silent: readonly SilentSiteMeters[]; readonly count: number }
);

export interface SilentSiteMeters {
  readonly name: string;
  readonly meters: readonly string[];
  readonly lastDay: string;
}

const NAMED_MAX = 8;
const SILENT_MAX = 10_000;
const AGAIN_AFTER_MS = DAY_MS;

/**
 * Emails to owners whose suspensions are paused. One at once, whatever else is held back after it, and one a day until
 * they decide: sites that should be suspended cost money, and an email is easily missed.
 */
export async function draftBreakerEmails(context: Context): Promise<OwnerDraft[]> {
  const { sql, now } = context;
  const drafts: OwnerDraft[] = [];
  for (const breaker of await listBreakerEmails(sql, now)) {
    const to = await addressed(context, breaker.siteId);
    const { accounts, sites } = await countHeldBack(sql, breaker.id);
    const names = (await listHeldBack(sql, breaker.id, NAMED_MAX)).map(({ name }) => name);
    // No account is held back any more: all have paid. The breaker is checked again in a day.
    const isMoot = accounts === 0 && breaker.emails > 0;
    if (to === undefined || isMoot) await updateBreakerEmail(sql, breaker, now + AGAIN_AFTER_MS);
    else drafts.push({ ...to, kind: 'breaker', breaker, accounts, sites, names });
  }
  return drafts;
}

/** One email for each owner about everything that has stopped reporting since the last: a collector stops for all at once. */
export async function draftSilenceEmails(context: Context): Promise<OwnerDraft[]> {
  const { sql, now } = context;
  const drafts: OwnerDraft[] = [];
  for (const siteId of await listTenantsToNotify(sql)) {
    const to = await addressed(context, siteId);
    const all = await listSilentSites(sql, siteId, SILENT_MAX);
    const told = new Set(
      all.filter(({ notifiedAt }) => notifiedAt !== null).map((silence) => silence.siteId),
    );
    // Another meter of a site they know of is no news.
    const silent = bySite(all.filter((silence) => !told.has(silence.siteId)));
    if (to === undefined || silent.length === 0) await markSilentMetersNotified(sql, siteId, now);
    else drafts.push({ ...to, kind: 'silence', silent: silent.slice(0, NAMED_MAX), count: silent.length });
  }
  return drafts;
}

function bySite(silentMeters: readonly SilentSite[]): SilentSiteMeters[] {
  const sites = new Map<string, { name: string; meters: string[]; lastDay: string }>();
  for (const { siteId, siteName, meterTitle, lastDay } of silentMeters) {
    const site = sites.get(siteId);
    if (site === undefined) sites.set(siteId, { name: siteName, meters: [meterTitle], lastDay });
    else site.meters.push(meterTitle);
  }
  return [...sites.values()];
}

async function addressed(
  { sql }: Context,
  siteId: string,
): Promise<Pick<OwnerDraft, 'siteId' | 'slug' | 'recipient' | 'shared'> | undefined> {
  const [owner, site] = [await findOwner(sql, siteId), await findSite(sql, siteId)];
  if (owner === undefined || site === undefined) return undefined;
  const recipient = { name: owner.name, address: owner.email };
  return { siteId, slug: site.slug, recipient, shared: await loadSharedEmailFields(sql, siteId) };
}

/** Keeps such an email, once, with the note that the owner is notified; the scheduler sends it. */
export async function queueOwnerEmail(
  context: Context & { readonly secrets: Pick<SecretBox, 'seal'> },
  draft: OwnerDraft,
  rendered: RenderedDraft,
  mailDomain: string,
): Promise<void> {
  const { siteId, kind, recipient, shared } = draft;
  await transact(context.sql, async (transaction) => {
    const isNews =
      draft.kind === 'breaker'
        ? await updateBreakerEmail(transaction, draft.breaker, context.now + AGAIN_AFTER_MS)
        : (await markSilentMetersNotified(transaction, siteId, context.now)) > 0;
    if (!isNews) return;
    const email = {
      key: keyOf(draft, context.now),
      siteId,
      kind,
      language: shared.language,
      recipient,
      rendered,
    };
    await queueUserEmail(transaction, { ...context, mailDomain }, email);
  });
}

function keyOf(draft: OwnerDraft, now: number): string {
  return draft.kind === 'breaker'
    ? `breaker/${draft.breaker.id}/${draft.breaker.emails + 1}`
    : `silence/${draft.siteId}/${localDateOf(now, 'UTC')}`;
}
