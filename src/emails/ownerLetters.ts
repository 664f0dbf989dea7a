import type { Context } from '../core/context.js';
import { DAY_MS, localDateOf } from '../core/values/zone.js';
import type { SecretBox } from '../platform/secretBox.js';
import { inTransaction } from '../platform/sql/sql.js';
import { findOwner } from '../store/auth/users.js';
import { keepPeopleLetter, type LetterFrame, readLetterFrame } from '../store/emails/peopleLetters.js';
import { findSite } from '../store/sites/sites.js';
import {
  type Brake,
  countBraked,
  listBrakeLetters,
  noteBrakeLetter,
  readBraked,
} from '../store/suspension/brakes.js';
import {
  listSilentSites,
  listUntoldKeepers,
  settleSilences,
  type SilentSite,
} from '../store/usage/silences.js';
import type { RenderedDraft } from './letters.js';

/** A letter to the Owner of a site that keeps accounts, about something they must see to. */
export type OwnerDraft = {
  readonly siteId: string;
  readonly slug: string;
  readonly recipient: { readonly name: string; readonly address: string };
  readonly frame: LetterFrame;
} & (
  | {
      readonly kind: 'brake';
      readonly brake: Brake;
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
 * Letters to owners whose suspensions are paused. One at once, whoever else is held back after it, and one a day for as
 * long as they have not decided: sites that should be closed cost money, and a letter is easily missed.
 */
export async function draftBrakeLetters(context: Context): Promise<OwnerDraft[]> {
  const { sql, now } = context;
  const drafts: OwnerDraft[] = [];
  for (const brake of await listBrakeLetters(sql, now)) {
    const to = await addressed(context, brake.siteId);
    const { accounts, sites } = await countBraked(sql, brake.id);
    const names = (await readBraked(sql, brake.id, NAMED_MAX)).map(({ name }) => name);
    // Nobody is waited for: whoever was held back has paid. The brake is looked at again in a day.
    const isMoot = accounts === 0 && brake.letters > 0;
    if (to === undefined || isMoot) await noteBrakeLetter(sql, brake, now + AGAIN_AFTER_MS);
    else drafts.push({ ...to, kind: 'brake', brake, accounts, sites, names });
  }
  return drafts;
}

/** One letter for each owner about everything that has fallen silent since the last: a collector stops for all at once. */
export async function draftSilenceLetters(context: Context): Promise<OwnerDraft[]> {
  const { sql, now } = context;
  const drafts: OwnerDraft[] = [];
  for (const siteId of await listUntoldKeepers(sql)) {
    const to = await addressed(context, siteId);
    const all = await listSilentSites(sql, siteId, SILENT_MAX);
    const told = new Set(all.filter(({ toldAt }) => toldAt !== null).map((silence) => silence.siteId));
    // Another meter of a site they know of is no news.
    const silent = bySite(all.filter((silence) => !told.has(silence.siteId)));
    if (to === undefined || silent.length === 0) await settleSilences(sql, siteId, now);
    else drafts.push({ ...to, kind: 'silence', silent: silent.slice(0, NAMED_MAX), count: silent.length });
  }
  return drafts;
}

function bySite(silences: readonly SilentSite[]): SilentSiteMeters[] {
  const sites = new Map<string, { name: string; meters: string[]; lastDay: string }>();
  for (const { siteId, siteName, meterTitle, lastDay } of silences) {
    const site = sites.get(siteId);
    if (site === undefined) sites.set(siteId, { name: siteName, meters: [meterTitle], lastDay });
    else site.meters.push(meterTitle);
  }
  return [...sites.values()];
}

async function addressed(
  { sql }: Context,
  siteId: string,
): Promise<Pick<OwnerDraft, 'siteId' | 'slug' | 'recipient' | 'frame'> | undefined> {
  const [owner, site] = [await findOwner(sql, siteId), await findSite(sql, siteId)];
  if (owner === undefined || site === undefined) return undefined;
  const recipient = { name: owner.name, address: owner.email };
  return { siteId, slug: site.slug, recipient, frame: await readLetterFrame(sql, siteId) };
}

/** Keeps such a letter, once, with the note that the owner is told; the relay sends it. */
export async function keepOwnerLetter(
  context: Context & { readonly secrets: Pick<SecretBox, 'seal'> },
  draft: OwnerDraft,
  rendered: RenderedDraft,
  mailDomain: string,
): Promise<void> {
  const { siteId, kind, recipient, frame } = draft;
  await inTransaction(context.sql, async (transaction) => {
    const isNews =
      draft.kind === 'brake'
        ? await noteBrakeLetter(transaction, draft.brake, context.now + AGAIN_AFTER_MS)
        : (await settleSilences(transaction, siteId, context.now)) > 0;
    if (!isNews) return;
    const letter = {
      key: keyOf(draft, context.now),
      siteId,
      kind,
      language: frame.language,
      recipient,
      rendered,
    };
    await keepPeopleLetter(transaction, { ...context, mailDomain }, letter);
  });
}

function keyOf(draft: OwnerDraft, now: number): string {
  return draft.kind === 'brake'
    ? `brake/${draft.brake.id}/${draft.brake.letters + 1}`
    : `silence/${draft.siteId}/${localDateOf(now, 'UTC')}`;
}
