import { z } from '@hono/zod-openapi';
import { formatAmount, formatPercent } from '../../../src/core/values/money.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { endPromotion } from '../../../src/promotions/endPromotion.js';
import { grantPromotion } from '../../../src/promotions/grantPromotion.js';
import { loadAccountPromotions, type PromotionView } from '../../../src/promotions/loadPromotions.js';
import { amount, localDate, text } from '../framework/fields.js';
import { CURSORS, pageOf, pageQuery, pageResponse } from '../framework/paging.js';
import { dateText, idResponse, instantText, money } from '../framework/responses.js';
import { defineRoute } from '../framework/route.js';

const kind = z.enum(['credit', 'percent', 'amount']);
const scope = z.enum(['all', 'usage', 'plan']);

const shape = z
  .object({
    id: idResponse,
    name: z.string(),
    kind,
    amount: money.nullable().openapi({ description: 'Of a credit in all, of an amount for each period.' }),
    percent: z.string().nullable(),
    scope,
    startsOn: dateText,
    endsOn: dateText.nullable(),
    periods: z.int().nullable(),
    order: z.int(),
    state: z.enum(['coming', 'active', 'used', 'ended']),
    used: money.openapi({ description: 'What it took off so far, accrued costs included; before tax.' }),
    left: money.nullable().openapi({ description: 'What is left of a credit; null for a discount.' }),
    lastDay: dateText.nullable().openapi({ description: 'The last day on which it can reduce anything.' }),
    createdAt: instantText,
    endedAt: instantText.nullable().openapi({ description: 'When it was ended early.' }),
  })
  .openapi('Promotion');

const path = '/v1/accounts/{id}/promotions';

export const promotionRoutes = [
  defineRoute({
    method: 'post',
    path,
    permission: 'charges.write',
    summary: 'Grant a credit or a discount',
    body: z.strictObject({
      name: text(100).openapi({ description: 'As the client reads it on statements and invoices.' }),
      kind,
      amount: amount.optional().openapi({
        description: 'Before tax: of a credit in all, of an amount for each period.',
      }),
      percent: z.string().max(40).optional(),
      scope: scope.optional().openapi({
        description: 'The charges of plans that it reduces: all, usage only, or all but usage. Default: all.',
      }),
      startsOn: localDate.optional().openapi({
        description: 'Default: today. The whole period that contains it is reduced.',
      }),
      endsOn: localDate
        .optional()
        .openapi({ description: 'The last day, inclusive, in the account’s zone.' }),
      periods: z.int().min(1).max(1200).optional().openapi({
        description: 'For a discount: how many whole periods it lasts.',
      }),
      order: z.int().min(-1000).max(1000).optional().openapi({
        description: 'Among credits that end on the same day, the lowest is used first. Default: 0.',
      }),
    }),
    keyed: true,
    status: 201,
    response: shape,
    handle: async ({ context, id, body, key }) => {
      const granted = await grantPromotion(context, id, body, key);
      return isRefusal(granted) ? granted : formatPromotion(granted);
    },
  }),
  defineRoute({
    method: 'get',
    path,
    permission: 'entries.read',
    summary: 'List credits and discounts, newest first',
    query: pageQuery(CURSORS.id),
    response: pageResponse(shape),
    handle: async ({ context, id, query: { cursor, limit } }) => {
      const found = await loadAccountPromotions(context, id, {
        limit: limit + 1,
        ...(cursor === undefined ? {} : { before: cursor }),
      });
      if (isRefusal(found)) return found;
      const page = pageOf(found, limit, (promotion) => promotion.id);
      return { ...page, data: page.data.map(formatPromotion) };
    },
  }),
  defineRoute({
    method: 'post',
    path: `${path}/{promotionId}/end`,
    permission: 'charges.write',
    summary: 'End a credit or a discount with today as its last day',
    keyed: true,
    response: shape,
    handle: async ({ context, id, params, key }) => {
      const ended = await endPromotion(context, id, params['promotionId'] ?? '', key);
      return isRefusal(ended) ? ended : formatPromotion(ended);
    },
  }),
];

function formatPromotion(promotion: PromotionView): object {
  const { id, name, kind, minor, percent, scope, startsOn, endsOn, periods, place, state } = promotion;
  const { currency, taken, left, lastDay, createdAt, endedAt } = promotion;
  const isRate = kind === 'percent';
  return {
    ...{ id, name, kind, scope, startsOn, endsOn, periods, order: place, state, lastDay },
    amount: isRate ? null : formatAmount(minor, currency),
    percent: isRate ? formatPercent(percent) : null,
    used: formatAmount(taken, currency),
    left: left === null ? null : formatAmount(left, currency),
    createdAt: new Date(createdAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  };
}
