import type Stripe from 'stripe';
import { z } from 'zod';
import type { ProviderEvent } from '../../billing/payment.js';
import { explain } from './stripeFetch.js';
import type { ReportSource } from './stripeReportSource.js';

const setupShape = z.looseObject({
  id: z.string(),
  mode: z.literal('setup'),
  status: z.string().nullish(),
  setup_intent: z.union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)]).nullish(),
  metadata: z.looseObject({ accountId: z.string(), setupId: z.string() }),
});
type Setup = z.infer<typeof setupShape>;

/** A Checkout page on which a client gives a mandate to an account here; undefined for anything else. */
export function setupOf(object: unknown): Setup | undefined {
  const parsed = setupShape.safeParse(object);
  return parsed.success ? parsed.data : undefined;
}

/** The mandate that was given on a page; none while the client has not finished, or never will. */
export async function readMandate(
  stripe: Stripe,
  { eventId, at }: ReportSource,
  { id, status, setup_intent: intentId, metadata }: Setup,
): Promise<readonly ProviderEvent[] | 'unavailable'> {
  if (status !== 'complete' || typeof intentId !== 'string') return [];
  const intent = await fetchIntent(stripe, intentId);
  if (intent === 'unavailable') return 'unavailable';
  const { customer, payment_method: method, mandate } = intent;
  const customerId = typeof customer === 'string' ? customer : customer?.id;
  if (intent.status !== 'succeeded' || customerId === undefined) return [];
  if (method === null || typeof method === 'string' || mandate === null || typeof mandate === 'string')
    return [];
  const { sepa_debit: sepa, billing_details: billing } = method;
  const given = mandate.payment_method_details.sepa_debit;
  if (sepa === undefined || given === undefined) return [];
  const { online } = mandate.customer_acceptance;
  const { accountId, setupId } = metadata;
  return [
    {
      ...{ kind: 'mandate', eventId, paymentId: id, at, accountId, setupId },
      tokens: { customerId, methodId: method.id, mandateId: mandate.id },
      ...{ reference: given.reference, url: given.url, holder: billing.name ?? '' },
      ...{ country: sepa.country ?? '', lastFour: sepa.last4 ?? '' },
      ...{ ip: online?.ip_address ?? null, userAgent: online?.user_agent ?? null },
    },
  ];
}

async function fetchIntent(stripe: Stripe, id: string): Promise<Stripe.SetupIntent | 'unavailable'> {
  try {
    return await stripe.setupIntents.retrieve(id, { expand: ['payment_method', 'mandate'] });
  } catch (error) {
    explain(error);
    return 'unavailable';
  }
}
