import { z } from 'zod';
import type {
  DebitOrder,
  DebitResponse,
  FoundDebit,
  MandateOrder,
  MandateResponse,
  MandateTokens,
} from '../../billing/payment.js';
import { amountOf, askMollie, type MollieApi, trouble } from './mollieApi.js';
import { minorOf, paymentShape } from './mollieEvents.js';

const customerShape = z.object({ id: z.string() });
const mandateShape = z.object({
  id: z.string(),
  status: z.string(),
  mandateReference: z.string().nullish(),
});

/** Stores a mandate with a customer of its own, so that the customer's payments are those of this mandate. */
export async function registerMandate(api: MollieApi, order: MandateOrder): Promise<MandateResponse> {
  const { id, holder, email, iban, reference, signedOn } = order;
  const customer = await askMollie(
    api,
    {
      ...{ method: 'POST', path: 'customers', idempotencyKey: `${id}-customer` },
      body: { name: holder, ...(email === '' ? {} : { email }) },
    },
    customerShape,
  );
  if ('outcome' in customer) return trouble(customer);
  if (!isToken(customer.id)) return { outcome: 'unavailable', detail: 'Mollie sent an invalid response.' };
  const mandate = await askMollie(
    api,
    {
      ...{ method: 'POST', path: `customers/${customer.id}/mandates`, idempotencyKey: `${id}-mandate` },
      body: {
        method: 'directdebit',
        consumerName: holder,
        consumerAccount: iban,
        signatureDate: signedOn,
        mandateReference: reference,
      },
    },
    mandateShape,
  );
  if ('outcome' in mandate) return trouble(mandate);
  // A pending one can be collected on, too.
  if (mandate.status === 'invalid') return { outcome: 'refused', detail: 'Mollie refused the mandate.' };
  const theirs = mandate.mandateReference ?? '';
  return {
    outcome: 'registered',
    tokens: { customerId: customer.id, methodId: mandate.id },
    ...(theirs === '' || theirs === reference ? {} : { reference: theirs }),
  };
}

const LISTED = 250;
const listShape = z.object({ _embedded: z.object({ payments: z.array(paymentShape) }) });

/**
 * Looks among the payments of the mandate's customer, newest first. Mollie forgets idempotency keys soon, and this also
 * finds what was handed in before.
 */
export async function findDebit(
  api: MollieApi,
  { id, mandate }: Pick<DebitOrder, 'id' | 'mandate'>,
): Promise<FoundDebit> {
  if (!areTokens(mandate)) return { outcome: 'refused', detail: 'This is not a Mollie mandate.' };
  const path = `customers/${mandate.customerId}/payments?limit=${LISTED}`;
  const list = await askMollie(api, { method: 'GET', path }, listShape);
  if ('outcome' in list) return trouble(list);
  const payment = list._embedded.payments.find(({ metadata }) => metadata?.debitId === id);
  const amount = payment && minorOf(payment.amount);
  if (payment === undefined) return { outcome: 'none' };
  if (amount === undefined) return { outcome: 'unavailable', detail: 'Mollie has an invalid amount.' };
  return { outcome: 'submitted', paymentId: payment.id, minor: amount.minor };
}

export async function collectDebit(api: MollieApi, order: DebitOrder): Promise<DebitResponse> {
  const { id, accountId, purpose, reference, webhookUrl, mandate, minor } = order;
  if (!areTokens(mandate)) return { outcome: 'refused', detail: 'This is not a Mollie mandate.' };
  const made = await askMollie(
    api,
    {
      ...{ method: 'POST', path: 'payments', idempotencyKey: id },
      body: {
        amount: amountOf(order),
        description: `${purpose} (${reference})`,
        webhookUrl,
        sequenceType: 'recurring',
        method: 'directdebit',
        customerId: mandate.customerId,
        mandateId: mandate.methodId,
        metadata: { accountId, debitId: id },
      },
    },
    paymentShape,
  );
  if ('outcome' in made) return trouble(made);
  if (made.status === 'open' || made.status === 'pending' || made.status === 'paid')
    return { outcome: 'submitted', paymentId: made.id, minor };
  return { outcome: 'refused', detail: `Mollie did not take the direct debit: ${made.status}.` };
}

function areTokens({ customerId, methodId }: MandateTokens): boolean {
  return isToken(customerId) && isToken(methodId);
}

/** Only Mollie makes these tokens; another value is not used in a URL. */
function isToken(text: string): boolean {
  return /^\w{1,64}$/.test(text);
}
