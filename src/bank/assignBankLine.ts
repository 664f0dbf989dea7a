import type { SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { formatLineReason } from '../core/values/lineReason.js';
import { findReferences } from '../core/values/reference.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { NO_ACCOUNT } from '../ledger/postMoney.js';
import type { Queryable } from '../platform/sql/sql.js';
import {
  type BankLine,
  findBankLine,
  findPostedAlike,
  lockBankIdentity,
  lockBankLine,
  updateBankLine,
} from '../store/bank/bank.js';
import { insertAudit } from '../store/core/audit.js';
import { findPayable } from '../store/payments/payments.js';
import { identityOf } from './lineIdentity.js';
import { payableTo, postBankPayment } from './postBankLines.js';
import { isTakenBack, takeBackFrom } from './takeBack.js';

const NO_LINE = refuse('not_found', 'Line not found.');

/** What a user specifies for a held-back line, where the file does not. */
export interface LineFacts {
  readonly amount?: string | undefined;
  readonly bookedOn?: string | undefined;
}

/**
 * Posts a line without an account, or a held-back one, to the account a user has chosen, closed or not, once per key.
 * Refuses: not_found, conflict, invalid where the line still lacks a day or an amount.
 */
export async function assignBankLine(
  context: SiteContext,
  lineId: string,
  accountId: string,
  key?: string,
  facts: LineFacts = {},
): Promise<BankLine | Refusal> {
  const request = { operation: 'assign-bank-line', key, input: { lineId, accountId, ...facts } };
  const assigned = await onOpenLine(context, { lineId, request }, async (transaction, line) => {
    const account = await findPayable(transaction, accountId);
    if (account?.siteId !== context.siteId) return NO_ACCOUNT;
    const incoming = wholeLine(line, facts);
    if (isRefusal(incoming)) return incoming;
    const { currency } = account;
    const isReturn = isTakenBack(incoming);
    const payable = payableTo(context, { ...account, id: accountId }, incoming);
    if ('code' in payable) return refuse('conflict', formatLineReason(payable));
    const held =
      line.state === 'held-back' ? await identify(transaction, context, line, { ...incoming, currency }) : {};
    if (isRefusal(held)) return held;
    const entryId = isReturn
      ? await takeBackFrom(context, transaction, payable, { ...incoming, text: line.remittance })
      : await postBankPayment(context, transaction, payable, incoming);
    if (typeof entryId !== 'string') return refuse('conflict', formatLineReason(entryId));
    const { amount, bookedOn } = incoming;
    const by = { at: context.now, actor: context.actor, ...held, amount, bookedOn };
    await updateBankLine(transaction, lineId, { state: 'posted', accountId, entryId, ...by });
    await insertAudit(transaction, context, {
      siteId: context.siteId,
      accountId,
      action: 'bank-line.assign',
      subject: `bank-line/${lineId}`,
      after: { entry: entryId },
    });
    return undefined;
  });
  if (!isRefusal(assigned)) context.wakeAccount(accountId, true);
  return assigned;
}

/** A line with the user's specifications; values in the file take precedence. */
function wholeLine(
  line: BankLine,
  facts: LineFacts,
): { readonly bookedOn: string; readonly amount: string; readonly currency?: string } | Refusal {
  const { bookedOn = facts.bookedOn, amount = facts.amount } = { ...present(line) };
  if (amount === undefined) return refuse('invalid', 'is required: it could not be read', 'amount');
  if (bookedOn === undefined) return refuse('invalid', 'is required: it could not be read', 'bookedOn');
  return { bookedOn, amount, ...(line.currency === null ? {} : { currency: line.currency }) };
}

function present({ bookedOn, amount }: BankLine): LineFacts {
  return { ...(bookedOn === null ? {} : { bookedOn }), ...(amount === null ? {} : { amount }) };
}

/** A held-back line may come again and be readable then: its money has been posted already. */
async function identify(
  transaction: Queryable,
  { siteId }: SiteContext,
  { importId, remittance }: BankLine,
  incoming: { readonly bookedOn: string; readonly amount: string; readonly currency: string },
): Promise<{ readonly identity: Buffer } | Refusal> {
  const references = [...new Set(findReferences(remittance))];
  const hex = identityOf({ ...incoming, references });
  await lockBankIdentity(transaction, siteId, hex);
  const identity = Buffer.from(hex, 'hex');
  const [like] = await findPostedAlike(transaction, {
    siteId,
    importId,
    identity,
    receiving: null,
    bankId: null,
  });
  return like === undefined || references.length === 0
    ? { identity }
    : refuse('conflict', formatLineReason({ code: 'alike', ...like }));
}

/** Removes a line from the list to resolve: it is not a client's payment. */
export async function dismissBankLine(
  context: SiteContext,
  lineId: string,
  input: { readonly reason: string },
): Promise<BankLine | Refusal> {
  const request = { operation: 'dismiss-bank-line', key: undefined, input };
  return onOpenLine(context, { lineId, request }, async (transaction) => {
    const by = { at: context.now, actor: context.actor };
    await updateBankLine(transaction, lineId, {
      state: 'dismissed',
      reason: { code: 'dismissed', detail: input.reason },
      ...by,
    });
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
    if (line.state === 'posted') return refuse('conflict', 'The line is already posted.');
    return (await work(transaction, line)) ?? { id: lineId };
  });
  if (isRefusal(done)) return done;
  return (await findBankLine(context.sql, context.siteId, lineId)) ?? NO_LINE;
}

/** Posts lines to the accounts proposed for them, each by itself; returns the reason for each that cannot be posted. */
export async function assignBankLines(
  context: SiteContext,
  pairs: readonly { readonly lineId: string; readonly accountId: string }[],
): Promise<{ readonly posted: number; readonly refused: readonly string[] }> {
  const refused: string[] = [];
  for (const { lineId, accountId } of pairs) {
    const line = await assignBankLine(context, lineId, accountId);
    if (isRefusal(line)) refused.push(line.detail);
  }
  return { posted: pairs.length - refused.length, refused };
}
