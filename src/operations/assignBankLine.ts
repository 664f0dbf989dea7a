import { isRefusal, type Refusal, refuse } from '../billing/index.js';
import type { Queryable } from '../platform/index.js';
import {
  type BankLine,
  findBankLine,
  findPayable,
  insertAudit,
  lockBankLine,
  settleBankLine,
} from '../store/index.js';
import type { SiteContext } from './context.js';
import { payableTo, postBankPayment } from './takeBankLines.js';
import { onceOnly } from './onceOnly.js';
import { NO_ACCOUNT } from './postMoney.js';

const NO_LINE = refuse('not_found', 'There is no such line.');

/** Posts a line that nobody's account was found for to the account somebody has found, a closed one too, once for a key. */
export async function assignBankLine(
  context: SiteContext,
  lineId: string,
  accountId: string,
  key?: string,
): Promise<BankLine | Refusal> {
  const request = { operation: 'assign-bank-line', key, input: { lineId, accountId } };
  const assigned = await onOpenLine(context, { lineId, request }, async (transaction, line) => {
    const account = await findPayable(transaction, accountId);
    if (account?.siteId !== context.siteId) return NO_ACCOUNT;
    const incoming = { ...line, currency: line.currency ?? undefined };
    const payable = payableTo(context, { ...account, id: accountId }, incoming);
    if ('reason' in payable) return refuse('conflict', payable.reason);
    const entryId = await postBankPayment(context, transaction, payable, incoming);
    if (typeof entryId !== 'string') return refuse('conflict', entryId.reason);
    const by = { at: context.now, actor: context.actor };
    await settleBankLine(transaction, lineId, { state: 'posted', accountId, entryId, ...by });
    await insertAudit(transaction, context, {
      siteId: context.siteId,
      accountId,
      action: 'bank-line.assign',
      subject: `bank-line/${lineId}`,
      after: { entry: entryId },
    });
    return undefined;
  });
  if (!isRefusal(assigned)) context.nudge(accountId, true);
  return assigned;
}

/** Takes a line off the list of those somebody must look at: it is not a client's payment. */
export async function dismissBankLine(
  context: SiteContext,
  lineId: string,
  input: { readonly reason: string },
): Promise<BankLine | Refusal> {
  const request = { operation: 'dismiss-bank-line', key: undefined, input };
  return onOpenLine(context, { lineId, request }, async (transaction) => {
    const by = { at: context.now, actor: context.actor };
    await settleBankLine(transaction, lineId, { state: 'dismissed', reason: input.reason, ...by });
    await insertAudit(transaction, context, {
      siteId: context.siteId,
      action: 'bank-line.dismiss',
      subject: `bank-line/${lineId}`,
    });
    return undefined;
  });
}

async function onOpenLine(
  context: SiteContext,
  { lineId, request }: { readonly lineId: string; readonly request: Parameters<typeof onceOnly>[1] },
  work: (transaction: Queryable, line: BankLine) => Promise<Refusal | undefined>,
): Promise<BankLine | Refusal> {
  const done = await onceOnly(context, request, async (transaction) => {
    const line = await lockBankLine(transaction, context.siteId, lineId);
    if (line === undefined) return NO_LINE;
    if (line.state === 'posted') return refuse('conflict', 'The line was posted already.');
    return (await work(transaction, line)) ?? { id: lineId };
  });
  if (isRefusal(done)) return done;
  return (await findBankLine(context.sql, context.siteId, lineId)) ?? NO_LINE;
}
