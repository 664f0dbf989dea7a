import { z } from '@hono/zod-openapi';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { postAdjustment } from '../../../src/ledger/postAdjustment.js';
import { postCharge } from '../../../src/ledger/postCharge.js';
import { postRefund } from '../../../src/payments/postRefund.js';
import { recordPayment } from '../../../src/payments/recordPayment.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import { entryResponse, entryShape } from '../framework/responses.js';
import { amount, category, idText, instant, method, text, words } from '../framework/fields.js';
import { defineRoute } from '../framework/route.js';

const description = text(500);
const reference = text(200);

/** Posting money: each answers 201 with the entry, and takes an Idempotency-Key. */
const posting = { method: 'post', keyed: true, status: 201, response: entryShape } as const;

export const moneyRoutes = [
  defineRoute({
    ...posting,
    path: '/v1/accounts/{id}/payments',
    permission: 'payments.write',
    summary: 'Record a payment',
    body: z.strictObject({
      amount,
      method,
      reference: reference.optional(),
      receivedAt: instant.optional().openapi({
        description: 'Now when left out; not ahead, nor more than 60 days before the account was opened.',
      }),
    }),
    handle: async ({ context, id, body, key }) => entryOrRefusal(await recordPayment(context, id, body, key)),
  }),
  defineRoute({
    ...posting,
    path: '/v1/accounts/{id}/charges',
    permission: 'charges.write',
    summary: 'Charge for something outside the plan',
    body: z.strictObject({ amount, description, category }),
    handle: async ({ context, id, body, key }) => entryOrRefusal(await postCharge(context, id, body, key)),
  }),
  defineRoute({
    ...posting,
    path: '/v1/accounts/{id}/refunds',
    permission: 'payments.write',
    summary: 'Record money given back',
    description:
      'Of the payment it names, never more than is left of it; without one, never more than the credit there is, ' +
      'unless `beyondCredit` and a reason say so. A closed account takes it as well.',
    body: z.strictObject({
      amount,
      method,
      reference: reference.optional(),
      description: description.optional(),
      payment: idText.optional().openapi({ description: 'The entry of the payment it is of.' }),
      beyondCredit: z.boolean().optional(),
      reason: words(500).optional(),
    }),
    handle: async ({ context, id, body, key }) => entryOrRefusal(await postRefund(context, id, body, key)),
  }),
  defineRoute({
    ...posting,
    path: '/v1/accounts/{id}/adjustments',
    permission: 'entries.write',
    summary: 'Put a tab right by hand, either way',
    description:
      'Without tax; with `charge`, a part of that charge is given back and the tax on the part with it. `write-off` ' +
      'gives up what the client owes, for the reason the description says, on a closed account too.',
    body: z.strictObject({
      amount: amount.openapi({ description: 'Signed from the client’s side.', example: '-5.00' }),
      description,
      charge: idText
        .optional()
        .openapi({ description: 'The entry of the charge a part of which goes back.' }),
      kind: z.enum(['correction', 'write-off']).optional(),
    }),
    handle: async ({ context, id, body, key }) =>
      entryOrRefusal(await postAdjustment(context, id, body, key)),
  }),
];

export function entryOrRefusal(entry: Entry | Refusal): object {
  return isRefusal(entry) ? entry : entryResponse(entry);
}
