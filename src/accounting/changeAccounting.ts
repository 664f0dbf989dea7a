import { type Accounting, DEFAULT_ACCOUNTING, EXPORT_FORMATS } from '../billing/accounting/accounting.js';
import { checkAccounting } from '../billing/accounting/checkAccounting.js';
import type { SiteContext } from '../core/context.js';
import { differencesOf } from '../core/differences.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse, refuseFields } from '../core/values/refusal.js';
import { basicsOf } from '../ledger/postMoney.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findAccounting, saveAccounting, setDebtor } from '../store/accounting/settings.js';
import { insertAudit } from '../store/core/audit.js';

interface Place {
  readonly sql: Queryable;
  readonly siteId: string;
}

/** The tenant's settings; the defaults where nothing is set. */
export async function loadAccounting({ sql, siteId }: Place): Promise<Accounting> {
  return withDefaults((await findAccounting(sql, siteId)) ?? {});
}

function withDefaults(stored: Partial<Accounting>): Accounting {
  return {
    ...DEFAULT_ACCOUNTING,
    ...stored,
    datev: { ...DEFAULT_ACCOUNTING.datev, ...stored.datev },
    debtors: { ...DEFAULT_ACCOUNTING.debtors, ...stored.debtors },
  };
}

/** What is left out stays as it is; of `datev` and `debtors`, each field by itself. Maps are replaced as a whole. */
export type AccountingChange = Partial<Omit<Accounting, 'datev' | 'debtors'>> & {
  readonly datev?: Partial<Accounting['datev']>;
  readonly debtors?: Partial<Accounting['debtors']>;
};

/** Changes how the ledger is booked by the accounting office. Changes no entry, document or exported file. */
export async function changeAccounting(
  context: SiteContext,
  change: AccountingChange,
): Promise<Accounting | Refusal> {
  const { siteId, sql } = context;
  return transact(sql, async (transaction) => {
    const before = await loadAccounting({ sql: transaction, siteId });
    const after: Accounting = {
      ...before,
      ...change,
      datev: { ...before.datev, ...change.datev },
      debtors: { ...before.debtors, ...change.debtors },
      formats: EXPORT_FORMATS.filter((format) => (change.formats ?? before.formats).includes(format)),
    };
    const [first, ...rest] = checkAccounting(after);
    if (first !== undefined) return refuseFields([first, ...rest]);
    await saveAccounting(transaction, siteId, after);
    await insertAudit(transaction, context, {
      siteId,
      action: 'accounting.change',
      subject: `site/${siteId}`,
      ...differencesOf({ ...before }, { ...after }),
    });
    return after;
  });
}

const DEBTOR_MAX = 999_999_999;
const TAKEN = refuse('conflict', 'Another client has this number.', 'number');

/** Sets the number that a client has in the chart of the accounting office; null: the next free one when exported. */
export async function changeDebtor(
  context: SiteContext,
  accountId: string,
  number: number | null,
): Promise<{ readonly number: number | null } | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  if (number !== null && (!Number.isInteger(number) || number < 1 || number > DEBTOR_MAX))
    return refuse('invalid', `must be a whole number from 1 to ${DEBTOR_MAX}`, 'number');
  const { siteId } = context;
  return transact(context.sql, async (transaction) => {
    if (!(await setDebtor(transaction, { siteId, accountId, number }))) return TAKEN;
    await insertAudit(transaction, context, {
      ...{ siteId, accountId, action: 'account.debtor', subject: `account/${accountId}` },
      after: { debtor: number },
    });
    return { number };
  });
}
