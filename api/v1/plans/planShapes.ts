import { z } from '@hono/zod-openapi';
import { idResponse, instantText } from '../framework/responses.js';
import { amount, currency, decimal, idText, meterName, name, text } from '../framework/fields.js';

const lineId = text(100);

const recurring = z.strictObject({
  id: lineId,
  name: name.optional(),
  amount,
  timing: z.enum(['advance', 'arrears']),
});

const component = { id: lineId, meter: meterName, name: name.optional(), per: decimal.optional() };

const band = z.strictObject({ unitPrice: decimal, upTo: decimal.optional(), fee: decimal.optional() });

const usage = z
  .discriminatedUnion('model', [
    z.strictObject({ ...component, model: z.enum(['graduated', 'volume']), bands: z.array(band).max(100) }),
    z.strictObject({
      ...component,
      model: z.literal('package'),
      packageSize: decimal,
      packagePrice: decimal,
      freeUnits: decimal.optional(),
    }),
    z.strictObject({ ...component, model: z.literal('percentage'), percent: decimal }),
  ])
  .openapi('UsageComponent');

const terms = {
  currency,
  startupCharge: amount.optional(),
  recurring: z.array(recurring).max(50).default([]),
  usage: z.array(usage).max(50).default([]),
  minimum: amount.optional(),
  maximum: amount.optional(),
  creditLimit: amount.optional(),
  replaceAfterDays: z.int().min(1).max(3_650).optional(),
  replaceWith: idText.optional(),
};

export const newPlan = z.strictObject({ name, ...terms }).openapi('NewPlan');

/** A version's name is optional, because the plan has one. */
export const planTerms = z.strictObject({ name: name.optional(), ...terms }).openapi('PlanTerms');

const DAYS_MAX = 400;

export const planPreview = z.strictObject({
  plan: planTerms,
  usage: z
    .record(z.string().max(63), z.union([z.string().max(60), z.number()]))
    .default({})
    .openapi({
      description: 'Quantities of the period by meter.',
      example: { bandwidth: '1500000000' },
    }),
  activeDays: z.int().min(0).max(DAYS_MAX).optional(),
  wholeDays: z.int().min(1).max(DAYS_MAX).optional(),
});

export const previewResponse = z.object({
  lines: z.array(z.object({ id: z.string(), kind: z.string(), amount: z.string() })),
  total: z.string(),
});

export const planReplacement = z.strictObject({
  with: idText.openapi({ description: 'Id of the new plan.' }),
  effective: z
    .union([z.literal('period'), z.string().max(10)])
    .default('period')
    .openapi({ description: 'Start of the next period, or a local date from today on.' }),
});

const versionResponse = z.object({
  id: idResponse,
  version: z.int(),
  createdAt: instantText,
  name: z.string(),
  currency: z.string(),
  startupCharge: z.string().optional(),
  recurring: z.array(recurring),
  usage: z.array(usage),
  minimum: z.string().optional(),
  maximum: z.string().optional(),
  creditLimit: z.string().optional(),
  replaceAfterDays: z.int().optional(),
  replaceWith: z.string().optional(),
});

export const planResponse = versionResponse.openapi('Plan');
export const planHistoryResponse = versionResponse
  .extend({ versions: z.array(versionResponse).openapi({ description: 'Newest first.' }) })
  .openapi('PlanHistory');

export const replacementResponse = z.object({
  accounts: z.int().openapi({ description: 'Number of accounts moved.' }),
  stayed: z
    .array(z.object({ account: idResponse, reason: z.string() }))
    .optional()
    .openapi({ description: 'Accounts that were not moved. Omitted if empty.' }),
  pending: z
    .int()
    .optional()
    .openapi({ description: 'Number of accounts that are still being moved. Omitted if none.' }),
});
