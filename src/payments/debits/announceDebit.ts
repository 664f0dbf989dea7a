import type { Collector, DebitPurpose } from '../../billing/debits/debit.js';
import { COLLECTOR_TERMS } from '../../billing/debits/debit.js';
import { collectionFor, firstCollection, submitBy } from '../../billing/debits/planDebits.js';
import type { SiteContext } from '../../core/context.js';
import type { LocalDate } from '../../core/values/zone.js';
import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { countDebits, type Debit, findDebit, insertDebit } from '../../store/debits/debits.js';
import { auditDebit } from './endDebits.js';

export interface Announcement {
  readonly accountId: string;
  /** The account's payment reference. */
  readonly reference: string;
  readonly mandate: { readonly id: string; readonly collector: Collector };
  readonly purpose: DebitPurpose;
  readonly periodDate?: LocalDate;
  readonly minor: bigint;
  readonly noticeDays: number;
  /** Today at the client. */
  readonly today: LocalDate;
  /** The day the account's credit lasts until; left out: collect as early as possible. */
  readonly limitDay?: LocalDate;
}

/**
 * Stores a debit that the client is going to be told of, in a transaction that has locked the account. Undefined when one
 * for the same purpose is pending.
 */
export async function announceDebit(
  context: Pick<SiteContext, 'siteId' | 'now' | 'actor'>,
  transaction: Queryable,
  announcement: Announcement,
): Promise<Debit | undefined> {
  const { accountId, mandate, purpose, minor, noticeDays, today, limitDay } = announcement;
  const terms = { ...COLLECTOR_TERMS[mandate.collector], noticeDays };
  const collectOn =
    limitDay === undefined ? firstCollection(today, terms) : collectionFor(today, limitDay, terms);
  const number = (await countDebits(transaction, accountId)) + 1;
  const id = newId(context.now);
  const isNew = await insertDebit(transaction, {
    ...{ id, accountId, mandateId: mandate.id, purpose, amount: minor, collectOn },
    periodDate: announcement.periodDate ?? null,
    endToEndId: `${announcement.reference.replaceAll('-', '')}-D${number}`,
    submitOn: submitBy(collectOn, terms),
    createdAt: context.now,
    createdBy: context.actor,
  });
  if (!isNew) return undefined;
  const debit = await findDebit(transaction, id);
  if (debit !== undefined) await auditDebit(context, transaction, debit, 'debit.announce', { purpose });
  return debit;
}
