import { parseAmount } from '../../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import type { Collector } from './debit.js';
import { parseCreditorId } from './creditorId.js';

/** The owner's settings for direct debit. */
export interface DirectDebit {
  /** Whether clients can give a mandate. */
  readonly enabled: boolean;
  /** Who collects for mandates that are given from now on. */
  readonly collector: Collector;
  /** The SEPA creditor identifier; '' until it is entered. */
  readonly creditorId: string;
  /** How many days before the collection a client is told; part of the mandate's text. */
  readonly noticeDays: number;
  /** What a client is charged for a debit that came back, before tax, in euros; '' for nothing. */
  readonly returnFee: string;
  /** Whether a pending debit that is large enough holds a suspension off. */
  readonly holdsSuspension: boolean;
}

/**
 * Two days are usual between business partners and fit into the week notice. A pending debit is no money, so it holds no
 * suspension off unless the owner wants that.
 */
export const DEFAULT_DIRECT_DEBIT: DirectDebit = {
  enabled: false,
  collector: 'bank',
  creditorId: '',
  noticeDays: 2,
  returnFee: '',
  holdsSuspension: false,
};

const NOTICE_DAYS_MAX = 14;
const FEE_MAX = 10_000n;

/** Settings as they are stored. Refuses: invalid. */
export function parseDirectDebit(input: DirectDebit): DirectDebit | Refusal {
  const { noticeDays } = input;
  if (!Number.isInteger(noticeDays) || noticeDays < 1 || noticeDays > NOTICE_DAYS_MAX)
    return refuse('invalid', `must be a whole number of days from 1 to ${NOTICE_DAYS_MAX}`, 'noticeDays');
  const creditorId = input.creditorId.trim() === '' ? '' : parseCreditorId(input.creditorId, 'creditorId');
  if (isRefusal(creditorId)) return creditorId;
  if (input.enabled && creditorId === '')
    return refuse('invalid', 'is required before clients can give a mandate', 'creditorId');
  const returnFee = input.returnFee.trim();
  const fee = returnFee === '' ? 0n : parseAmount(returnFee, 'EUR', 'returnFee');
  if (isRefusal(fee)) return fee;
  if (fee < 0n || fee > FEE_MAX) return refuse('invalid', 'must be from 0 to 100.00', 'returnFee');
  return { ...input, creditorId, returnFee: fee === 0n ? '' : returnFee };
}
