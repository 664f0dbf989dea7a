import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { DAY_MS } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import {
  type BankProfile,
  deleteBankDraft,
  deleteBankProfile,
  findBankDraft,
  insertBankDraft,
  listBankProfiles,
} from '../store/bank/bankProfiles.js';
import { insertAudit } from '../store/core/audit.js';

/** The confirmed specifications for banks' files. */
export async function loadBankProfiles(
  context: SiteContext,
  page: { readonly before?: string; readonly limit: number },
): Promise<BankProfile[]> {
  return listBankProfiles(context.sql, { siteId: context.siteId, ...page });
}

/**
 * Deletes the specifications for files with one heading: the next such file raises its questions again. Refuses:
 * not_found.
 */
export async function forgetBankProfile(context: SiteContext, id: string): Promise<Refusal | null> {
  const { siteId } = context;
  return transact(context.sql, async (transaction) => {
    if (!(await deleteBankProfile(transaction, siteId, id))) return refuse('not_found', 'Profile not found.');
    await insertAudit(transaction, context, {
      siteId,
      action: 'bank-profile.forget',
      subject: `bank-profile/${id}`,
    });
    return null;
  });
}

/** How long a file waits to be confirmed. */
const DRAFT_MS = DAY_MS;

/** Stores a file until a user has confirmed how it is read; returns its id. */
export async function saveBankDraft(
  { sql, siteId, now: at }: SiteContext,
  { name, content }: { readonly name: string; readonly content: Uint8Array | string },
): Promise<string> {
  const id = newId(at);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  await insertBankDraft(sql, { id, siteId, name, content: bytes, at, before: at - DRAFT_MS });
  return id;
}

export async function loadBankDraft(
  { sql, siteId }: SiteContext,
  id: string,
): Promise<{ readonly name: string; readonly content: Buffer } | Refusal> {
  const draft = await findBankDraft(sql, siteId, id);
  return draft ?? refuse('not_found', 'This file is no longer stored. Upload it again.');
}

export async function dropBankDraft({ sql, siteId }: SiteContext, id: string): Promise<void> {
  await deleteBankDraft(sql, siteId, id);
}
