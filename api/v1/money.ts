import { z } from '@hono/zod-openapi';
import { isRefusal, type Refusal } from '../../src/billing/index.js';
import {
  type Entry,
  postAdjustment,
  postCharge,
  postRefund,
  recordPayment,
} from '../../src/operations/index.js';
import { entryAnswer, entryShape } from './answers.js';
import { amount, category, instant, method, text } from './fields.js';
import { defineRoute } from './route.js';

const description = text(500);
const reference = text(200);

/** Posting money: each answers 201 with the entry, and takes an Idempotency-Key. */
const posting = { method: 'post', keyed: true, status: 201, answer: entryShape } as const;

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
      receivedAt: instant.optional(),
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
    body: z.strictObject({
      amount,
      method,
      reference: reference.optional(),
      description: description.optional(),
    }),
    handle: async ({ context, id, body, key }) => entryOrRefusal(await postRefund(context, id, body, key)),
  }),
  defineRoute({
    ...posting,
    path: '/v1/accounts/{id}/adjustments',
    permission: 'entries.write',
    summary: 'Put a tab right by hand, either way',
    body: z.strictObject({
      amount: amount.openapi({ description: 'Signed from the client’s side.', example: '-5.00' }),
      description,
    }),
    handle: async ({ context, id, body, key }) =>
      entryOrRefusal(await postAdjustment(context, id, body, key)),
  }),
];

export function entryOrRefusal(entry: Entry | Refusal): object {
  return isRefusal(entry) ? entry : entryAnswer(entry);
}
