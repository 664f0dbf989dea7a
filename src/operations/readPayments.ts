import { type Refusal, refuse } from '../billing/index.js';
import {
  type BankImport,
  type BankLine,
  type BankLineState,
  findBankImport,
  listBankImports,
  listBankLines,
  listPaymentEvents,
  type PaymentEvent,
  type PaymentEventState,
} from '../store/index.js';
import type { SiteContext } from './context.js';

interface Page {
  readonly before?: string;
  readonly limit: number;
}

export async function readBankImport(context: SiteContext, id: string): Promise<BankImport | Refusal> {
  const found = await findBankImport(context.sql, context.siteId, id);
  return found ?? refuse('not_found', 'There is no such import.');
}

export async function readBankImports(context: SiteContext, page: Page): Promise<BankImport[]> {
  return listBankImports(context.sql, { siteId: context.siteId, ...page });
}

/** Money that came in by bank, newest first. */
export async function readBankLines(
  context: SiteContext,
  page: Page & { readonly state?: BankLineState; readonly importId?: string },
): Promise<BankLine[]> {
  return listBankLines(context.sql, { siteId: context.siteId, ...page });
}

/** What providers reported, newest first; those refused are for somebody to look at. */
export async function readPaymentEvents(
  context: SiteContext,
  page: Page & { readonly state?: PaymentEventState },
): Promise<PaymentEvent[]> {
  return listPaymentEvents(context.sql, { siteId: context.siteId, ...page });
}
