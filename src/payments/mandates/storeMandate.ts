import type { MandateWords } from '../../billing/debits/mandateText.js';
import type { SiteContext } from '../../core/context.js';
import { transact } from '../../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import type { QueueContext } from '../../emails/queueEmail.js';
import { NO_ACCOUNT } from '../../ledger/postMoney.js';
import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { insertAudit } from '../../store/core/audit.js';
import {
  endMandate,
  findMandate,
  insertMandate,
  isMandateReferenceTaken,
  type Mandate,
  type NewMandate,
} from '../../store/debits/mandates.js';
import { sealedAt } from '../../store/operations/sealed.js';
import { queueMandateEmail } from '../debits/debitEmails.js';
import { callOffDebits, signalDebits } from '../debits/endDebits.js';

type StoreContext = SiteContext & QueueContext;

type Prepared = Omit<NewMandate, 'id' | 'accountId' | 'sealed' | 'givenAt' | 'givenBy'> & {
  /** For the client's copy; null: on paper. */
  readonly words: MandateWords | null;
  /** The IBAN, or the provider's tokens. */
  readonly secret: string;
  /** Left out: who does this. */
  readonly givenBy?: string;
};

/** Stores what a transaction that has locked the account prepares, in place of the mandate before. */
export async function storeMandate(
  context: StoreContext,
  accountId: string,
  prepare: (transaction: Queryable) => Promise<Prepared | Refusal>,
  note?: string,
): Promise<Mandate | Refusal> {
  const { now: at, actor, siteId, secrets } = context;
  const stored = await transact(context.sql, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return NO_ACCOUNT;
    const prepared = await prepare(transaction);
    if (isRefusal(prepared)) return prepared;
    const { secret, words, givenBy = actor, ...mandate } = prepared;
    const before = await findMandate(transaction, accountId);
    if (before !== undefined) {
      await endMandate(transaction, before.id, { at, by: actor, reason: 'replaced' });
      await callOffDebits(context, transaction, accountId);
    }
    const id = newId(at);
    const row = {
      ...mandate,
      ...{ id, accountId, sealed: secrets.seal(secret, sealedAt('mandate', id)), givenAt: at, givenBy },
    };
    if (await isMandateReferenceTaken(transaction, siteId, row.reference))
      return refuse('conflict', 'Another mandate has this reference.', 'reference');
    await insertMandate(transaction, row);
    await insertAudit(transaction, context, {
      siteId,
      accountId,
      action: row.onPaper ? 'mandate.record' : 'mandate.give',
      subject: `account/${accountId}`,
      after: {
        ...{ reference: row.reference, collector: row.collector, signedOn: row.signedOn },
        ...(note === undefined || note === '' ? {} : { note }),
      },
    });
    await queueMandateEmail(context, transaction, accountId, { id, kind: 'given', words });
    await signalDebits(context, transaction, accountId, 'mandate');
    return findMandate(transaction, accountId);
  });
  if (stored === undefined) return NO_ACCOUNT;
  if (!isRefusal(stored)) context.wakeAccount(accountId);
  return stored;
}
