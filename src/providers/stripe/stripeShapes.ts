import { z } from 'zod';

/*
 * The fields that are read from Stripe's objects, in the shape of any API version. A missing field is left out, an
 * expanded object counts as its id, and a field of another type means that the object has to be fetched.
 */

/** The ids that the ledger may store: printable and short. */
const id = z.string().regex(/^[\x21-\x7e]{1,255}$/);
/** An id, or the expanded object. */
const reference = z.union([id, z.looseObject({ id }).transform((object) => object.id)]).nullish();
const amount = z.int().nullish();
const words = z.string().transform((text) => text.replace(/\p{C}/gu, ' ').slice(0, 300));
const metadata = z.record(z.string(), z.unknown()).nullish();
const methods = z.array(z.string()).nullish().catch(null);

export const intentShape = z.looseObject({
  id,
  status: z.string().nullish(),
  amount_received: amount,
  currency: z.string().nullish(),
  metadata,
  payment_method_types: methods,
  last_payment_error: z
    .looseObject({
      message: words.nullish(),
      code: words.nullish(),
      decline_code: words.nullish(),
      network_decline_code: words.nullish(),
    })
    .nullish()
    .catch(null),
});
export type Intent = z.infer<typeof intentShape>;

export const sessionShape = z.looseObject({
  id,
  mode: z.string().nullish(),
  payment_status: z.string().nullish(),
  payment_intent: reference,
  amount_total: amount,
  currency: z.string().nullish(),
  metadata,
  payment_method_types: methods,
});
export type CheckoutSession = z.infer<typeof sessionShape>;

export const refundShape = z.looseObject({
  id,
  status: z.string().nullish(),
  amount,
  currency: z.string().nullish(),
  payment_intent: reference,
  charge: reference,
});
export type Refund = z.infer<typeof refundShape>;

export const disputeShape = refundShape.extend({
  reason: words.nullish(),
  network_reason_code: words.nullish().catch(null),
});
export type Dispute = z.infer<typeof disputeShape>;

export const mandateShape = z.looseObject({
  id,
  status: z.string(),
  payment_method_details: z.looseObject({ sepa_debit: z.looseObject({ reference: id }).nullish() }),
});

export const chargeShape = z.looseObject({
  id,
  payment_intent: reference,
  refunds: z.looseObject({ data: z.array(refundShape) }).nullish(),
});
export type Charge = z.infer<typeof chargeShape>;

/** Seconds, as a number or in digits, or an ISO instant; converted to milliseconds. */
const created = z
  .union([
    z.number(),
    z.string().regex(/^\d+$/).transform(Number),
    z.string().transform((text) => Date.parse(text) / 1000),
  ])
  .transform((seconds) => Math.round(seconds * 1000))
  .pipe(z.int().min(0).max(Date.parse('2200-01-01')))
  .nullish()
  .catch(null);

/** An event with its object (a snapshot), or with the object's id only (a thin one). */
export const eventShape = z.looseObject({
  id,
  type: z.string().regex(/^[\w.[\]-]{1,200}$/),
  created,
  data: z.looseObject({ object: z.unknown() }).nullish().catch(null),
  related_object: z.looseObject({ id, type: z.string() }).nullish().catch(null),
});
export type StripeEvent = z.infer<typeof eventShape>;
