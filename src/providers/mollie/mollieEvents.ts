import { z } from 'zod';
import type { ProviderEvent, SavedCard } from '../../billing/payment.js';
import { parseAmount } from '../../core/values/money.js';
import { isRefusal } from '../../core/values/refusal.js';

const money = z.object({ currency: z.string(), value: z.string() });
const instant = z
  .string()
  .transform((text) => Date.parse(text))
  .pipe(z.number());

/** The fields of a Mollie payment that are used here. */
export const paymentShape = z.object({
  id: z.string(),
  status: z.string(),
  amount: money,
  method: z.string().nullish(),
  paidAt: instant.nullish(),
  createdAt: instant,
  customerId: z.string().nullish(),
  mandateId: z.string().nullish(),
  sequenceType: z.string().nullish(),
  metadata: z
    .looseObject({
      accountId: z.string().optional(),
      checkoutId: z.string().optional(),
      topUpId: z.string().optional(),
      debitId: z.string().optional(),
    })
    .nullish()
    .catch(null),
  details: z
    .looseObject({
      cardNumber: z.string().nullish(),
      cardLabel: z.string().nullish(),
      cardExpiryDate: z.string().nullish(),
      bankReasonCode: z.string().nullish().catch(null),
    })
    .nullish(),
  _links: z.looseObject({ checkout: z.object({ href: z.string() }).nullish() }).optional(),
  _embedded: z
    .looseObject({
      refunds: z
        .array(z.object({ id: z.string(), status: z.string(), amount: money, createdAt: instant }))
        .optional(),
      chargebacks: z
        .array(
          z.object({
            id: z.string(),
            amount: money,
            createdAt: instant,
            reversedAt: instant.nullish(),
            reason: z
              .looseObject({ code: z.string().nullish(), description: z.string().nullish() })
              .nullish()
              .catch(null),
          }),
        )
        .optional(),
    })
    .optional(),
});
type Payment = z.infer<typeof paymentShape>;

/** All events of a payment, oldest first; empty for a payment that was not started here. */
export function eventsOf(payment: Payment): ProviderEvent[] {
  if (payment.metadata?.accountId === undefined) return [];
  return [...ownEvents(payment), ...refundEvents(payment), ...chargebackEvents(payment)];
}

function ownEvents(payment: Payment): ProviderEvent[] {
  const { id, status, metadata } = payment;
  const accountId = metadata?.accountId;
  if (accountId === undefined) return [];
  if (status === 'failed' || status === 'expired' || status === 'canceled') {
    const at = payment.createdAt;
    const reason = payment.details?.bankReasonCode;
    return [
      {
        kind: 'failed',
        eventId: `${id}/${status}`,
        paymentId: id,
        at,
        accountId,
        ...oursOf(payment),
        detail: `Mollie: ${status}.`,
        ...(typeof reason === 'string' ? { reason } : {}),
        ...(status === 'failed' ? {} : { isCancelled: true }),
      },
    ];
  }
  if (status !== 'paid') return [];
  const paid = minorOf(payment.amount);
  if (paid === undefined) return [unreadOf(id, payment)];
  const savedCard = savedCardOf(payment);
  return [
    {
      kind: 'paid',
      eventId: `${id}/paid`,
      paymentId: id,
      at: payment.paidAt ?? payment.createdAt,
      accountId,
      ...(metadata?.checkoutId === undefined ? {} : { checkoutId: metadata.checkoutId }),
      ...oursOf(payment),
      ...paid,
      method: payment.method === 'creditcard' ? 'card' : (payment.method ?? 'online'),
      ...(savedCard === undefined ? {} : { savedCard }),
    },
  ];
}

/** What made the payment here, without its client. */
function oursOf({ metadata }: Payment): { readonly topUpId?: string; readonly debitId?: string } {
  const { topUpId, debitId } = metadata ?? {};
  return { ...(topUpId === undefined ? {} : { topUpId }), ...(debitId === undefined ? {} : { debitId }) };
}

function savedCardOf({ sequenceType, customerId, mandateId, details }: Payment): SavedCard | undefined {
  if (sequenceType !== 'first' || typeof customerId !== 'string' || typeof mandateId !== 'string')
    return undefined;
  return {
    customerId,
    methodId: mandateId,
    brand: details?.cardLabel ?? 'card',
    lastFour: (details?.cardNumber ?? '').slice(-4),
    expires: (details?.cardExpiryDate ?? '').slice(0, 7),
  };
}

function refundEvents(payment: Payment): ProviderEvent[] {
  return (payment._embedded?.refunds ?? []).flatMap((refund): ProviderEvent[] => {
    const frame = { paymentId: payment.id, refundId: refund.id, at: refund.createdAt };
    if (refund.status === 'failed' || refund.status === 'canceled') {
      return [{ kind: 'refund-failed', eventId: `${refund.id}/failed`, ...frame }];
    }
    if (!isGivenBack(refund.status)) return [];
    const given = minorOf(refund.amount);
    if (given === undefined) return [unreadOf(payment.id, refund)];
    return [{ kind: 'refunded', eventId: `${refund.id}/refunded`, ...frame, ...given }];
  });
}

/** From this state on, the money is on its way and no longer the site's. */
export function isGivenBack(status: string): boolean {
  return status === 'processing' || status === 'refunded';
}

/** A chargeback takes the money at once. Mollie never reports that a dispute is lost, only that the money came back. */
function chargebackEvents(payment: Payment): ProviderEvent[] {
  return (payment._embedded?.chargebacks ?? []).flatMap((chargeback): ProviderEvent[] => {
    const { id, reversedAt } = chargeback;
    const taken = minorOf(chargeback.amount);
    if (taken === undefined) return [unreadOf(payment.id, chargeback)];
    const frame = { paymentId: payment.id, disputeId: id };
    // A direct debit comes back with the bank's code, a card payment with words.
    const { code, description } = chargeback.reason ?? {};
    const isDebit = payment.method === 'directdebit' && typeof code === 'string' && code !== '';
    const reason = isDebit ? code : (description ?? 'chargeback');
    return [
      { kind: 'disputed', eventId: `${id}/disputed`, ...frame, at: chargeback.createdAt, ...taken, reason },
      ...(typeof reversedAt === 'number'
        ? [{ kind: 'dispute-won' as const, eventId: `${id}/won`, ...frame, at: reversedAt }]
        : []),
    ];
  });
}

/** An amount that its currency cannot have, or an unknown currency; a user has to resolve it. */
function unreadOf(
  paymentId: string,
  { id, amount, createdAt: at }: Pick<Payment, 'id' | 'amount' | 'createdAt'>,
): ProviderEvent {
  return {
    kind: 'unread',
    eventId: `unread/${id}`,
    paymentId,
    at,
    objectType: '',
    objectId: id,
    isPressing: false,
    detail: `Mollie reports ${amount.value} in ${amount.currency}, which is not a valid amount. Check it at Mollie and post the amount on the account.`,
  };
}

/** Some responses have negative amounts for refunds and chargebacks. */
export function minorOf({
  currency,
  value,
}: z.infer<typeof money>): { minor: bigint; currency: string } | undefined {
  const minor = parseAmount(value.replace(/^-/, ''), currency);
  return isRefusal(minor) || minor === 0n ? undefined : { minor, currency };
}
