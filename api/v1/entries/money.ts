import { z } from '@hono/zod-openapi';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { postAdjustment } from '../../../src/ledger/postAdjustment.js';
import { postCharge } from '../../../src/ledger/postCharge.js';
import { postRefund } from '../../../src/payments/postRefund.js';
import { recordPayment } from '../../../src/payments/recordPayment.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import { entryResponse, entryShape } from '../framework/responses.js';
import { amount, category, idText, instant, method, text, boundedText } from '../framework/fields.js';
import { defineRoute } from '../framework/route.js';

const description = text(500);
const reference = text(200);

/** Posting money: each responds 201 with the entry and accepts an Idempotency-Key. */
const posting = { method: 'post', keyed: true, status: 201, response: entryShape } as const;

export const moneyRoutes = [
  defineRoute({
    ...posting,
    path: '/v1/accounts/{id}/payments',
    permission: 'payments.write',
    summary: 'Post a payment',
    body: z.strictObject({
      amount,
      method,
      reference: reference.optional(),
      receivedAt: instant.optional().openapi({
        description: 'Default: now. Not in the future, and at most 60 days before the account was opened.',
      }),
    }),
    handle: async ({ context, id, body, key }) => entryOrRefusal(await recordPayment(context, id, body, key)),
  }),
  defineRoute({
    ...posting,
    path: '/v1/accounts/{id}/charges',
    permission: 'charges.write',
    summary: 'Post a charge',
    body: z.strictObject({ amount, description, category }),
    handle: async ({ context, id, body, key }) => entryOrRefusal(await postCharge(context, id, body, key)),
  }),
  defineRoute({
    ...posting,
    path: '/v1/accounts/{id}/refunds',
    permission: 'payments.write',
    summary: 'Post a refund',
    description:
      'Limited to the remaining amount of the named payment. Without a payment, limited to the available ' +
      'credit unless `beyondCredit` is set and a reason is given. Allowed on closed accounts.',
    body: z.strictObject({
      amount,
      method,
      reference: reference.optional(),
      description: description.optional(),
      payment: idText.optional().openapi({ description: 'Entry id of the payment.' }),
      beyondCredit: z.boolean().optional(),
      reason: boundedText(500).optional(),
    }),
    handle: async ({ context, id, body, key }) => entryOrRefusal(await postRefund(context, id, body, key)),
  }),
  defineRoute({
    ...posting,
    path: '/v1/accounts/{id}/adjustments',
    permission: 'entries.write',
    summary: 'Post an adjustment',
    description:
      'Posted without tax. With `charge`, credits a part of that charge together with its tax. `write-off` ' +
      'waives a debt; the description gives the reason. A write-off is allowed on closed accounts.',
    body: z.strictObject({
      amount: amount.openapi({ description: 'Signed from the client’s side.', example: '-5.00' }),
      description,
      charge: idText.optional().openapi({ description: 'Entry id of the charge to credit.' }),
      kind: z.enum(['correction', 'write-off']).optional(),
    }),
    handle: async ({ context, id, body, key }) =>
      entryOrRefusal(await postAdjustment(context, id, body, key)),
  }),
];

export function entryOrRefusal(entry: Entry | Refusal): object {
  return isRefusal(entry) ? entry : entryResponse(entry);
}
