import type { DebitMode, DebitState } from '../../billing/debits/debit.js';
import { isLapsed } from '../../billing/debits/debit.js';
import type { SiteContext } from '../../core/context.js';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import { NO_ACCOUNT } from '../../ledger/postMoney.js';
import { isId } from '../../platform/ids.js';
import { findDirectDebit } from '../../store/debits/debitFacts.js';
import {
  type Debit,
  findDebit,
  findDebitMode,
  type ListedDebit,
  listDebits,
  listTenantDebits,
} from '../../store/debits/debits.js';
import { findMandate, listMandates, type Mandate } from '../../store/debits/mandates.js';
import { findPayable } from '../../store/payments/payments.js';

/** An account's direct debits: its mandate, what is collected by itself, and each debit. */
export interface AccountDebits {
  readonly accountId: string;
  readonly currency: string;
  /** Whether the owner lets clients give a mandate, and this account's currency allows it. */
  readonly offered: boolean;
  readonly mode: DebitMode;
  /** The one in force. */
  readonly mandate: Mandate | undefined;
  readonly isLapsed: boolean;
  /** All there were, newest first. */
  readonly mandates: readonly Mandate[];
  /** Newest first. */
  readonly debits: readonly Debit[];
}

const SHOWN = 50;

export async function loadAccountDebits(
  context: SiteContext,
  accountId: string,
  page: { readonly limit?: number; readonly before?: string | undefined } = {},
): Promise<AccountDebits | Refusal> {
  const { sql, siteId, now } = context;
  const payable = isId(accountId) ? await findPayable(sql, accountId) : undefined;
  if (payable?.siteId !== siteId) return NO_ACCOUNT;
  const [directDebit, mode, mandate, mandates, debits] = await Promise.all([
    findDirectDebit(sql, siteId),
    findDebitMode(sql, accountId),
    findMandate(sql, accountId),
    listMandates(sql, accountId),
    listDebits(sql, accountId, { limit: page.limit ?? SHOWN, before: page.before }),
  ]);
  const { currency, isClosed } = payable;
  return {
    ...{ accountId, currency, mode, mandate, mandates, debits },
    offered: directDebit.enabled && currency === 'EUR' && !isClosed,
    isLapsed: mandate !== undefined && isLapsed({ usedAt: mandate.usedAt ?? mandate.givenAt }, now),
  };
}

/** Debits of all accounts in these states, newest first. */
export async function loadTenantDebits(
  { sql, siteId }: SiteContext,
  page: {
    readonly states: readonly DebitState[];
    readonly limit: number;
    readonly before?: string | undefined;
  },
): Promise<ListedDebit[]> {
  return listTenantDebits(sql, { siteId, ...page });
}

const NO_DEBIT = refuse('not_found', 'Direct debit not found.');

/** A debit of one of the caller's accounts. */
export async function loadDebit(
  context: Pick<SiteContext, 'sql' | 'siteId'>,
  id: string,
): Promise<Debit | Refusal> {
  const debit = isId(id) ? await findDebit(context.sql, id) : undefined;
  const payable = debit === undefined ? undefined : await findPayable(context.sql, debit.accountId);
  return debit === undefined || payable?.siteId !== context.siteId ? NO_DEBIT : debit;
}
