import type { SiteContext } from '../core/context.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import {
  type BankImport,
  type BankLine,
  type BankLineState,
  countBankLines,
  findBankImport,
  findBankLine,
  listBankImports,
  listBankLines,
} from '../store/bank/bank.js';
import { findAccountNames } from '../store/bank/likelyAccounts.js';
import { listPaymentEvents, type PaymentEvent, type PaymentEventState } from '../store/payments/payments.js';

interface Page {
  readonly before?: string;
  readonly limit: number;
}

export async function loadBankImport(context: SiteContext, id: string): Promise<BankImport | Refusal> {
  const found = await findBankImport(context.sql, context.siteId, id);
  return found ?? refuse('not_found', 'Import not found.');
}

export async function loadBankImports(context: SiteContext, page: Page): Promise<BankImport[]> {
  return listBankImports(context.sql, { siteId: context.siteId, ...page });
}

/** Money received by bank, newest first. */
export async function loadBankLines(
  context: SiteContext,
  page: Page & { readonly state?: BankLineState; readonly importId?: string },
): Promise<BankLine[]> {
  return listBankLines(context.sql, { siteId: context.siteId, ...page });
}

export async function loadBankLine(context: SiteContext, id: string): Promise<BankLine | Refusal> {
  const found = await findBankLine(context.sql, context.siteId, id);
  return found ?? refuse('not_found', 'Line not found.');
}

/** How many lines wait for a user to choose their account, or are held back. */
export async function countWaitingLines(
  context: Pick<SiteContext, 'sql' | 'siteId'>,
  state: 'unmatched' | 'held-back' = 'unmatched',
): Promise<number> {
  return countBankLines(context.sql, context.siteId, state);
}

/** The names of the accounts that money was posted to. */
export async function loadAccountNames(
  context: SiteContext,
  posted: readonly { readonly accountId: string | null }[],
): Promise<ReadonlyMap<string, string>> {
  const ids = posted.flatMap(({ accountId }) => accountId ?? []);
  return ids.length === 0 ? new Map() : findAccountNames(context.sql, context.siteId, ids);
}

/** Reports of providers, newest first; the refused ones are for a user to resolve. */
export async function loadPaymentEvents(
  context: SiteContext,
  page: Page & { readonly state?: PaymentEventState },
): Promise<PaymentEvent[]> {
  return listPaymentEvents(context.sql, { siteId: context.siteId, ...page });
}
