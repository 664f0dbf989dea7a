import { z } from '@hono/zod-openapi';
import { isRefusal, refuse } from '../../../../src/core/values/refusal.js';
import { endPromotion } from '../../../../src/promotions/endPromotion.js';
import { grantPromotion } from '../../../../src/promotions/grantPromotion.js';
import { loadPromotion } from '../../../../src/promotions/loadPromotions.js';
import { localDate, text } from '../../../v1/framework/fields.js';
import { defineAction } from '../action.js';
import { amount, key, optional } from '../fields.js';
import { endPage, grantPage } from './promotionForms.js';

const count = (most: number, least: number) =>
  z
    .string()
    .trim()
    .regex(/^-?\d{1,4}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);

export const promotionActions = [
  ...defineAction({
    path: 'promotions',
    access: 'charges.write',
    form: z.strictObject({
      key,
      name: text(100),
      kind: z.enum(['credit', 'percent', 'amount']),
      amount: optional(amount),
      percent: optional(z.string().trim().max(40)),
      scope: z.enum(['all', 'usage', 'plan']),
      startsOn: optional(localDate),
      endsOn: optional(localDate),
      periods: optional(count(1_200, 1)),
      order: optional(count(1_000, -1_000)),
    }),
    show: grantPage,
    perform: async ({ context, form: { key: once, ...input } }, account) => {
      const granted = await grantPromotion(context, account.id, input, once);
      return isRefusal(granted) ? granted : `${granted.name} granted.`;
    },
  }),
  ...defineAction({
    path: 'promotions/{promotionId}/end',
    access: 'charges.write',
    form: z.strictObject({}),
    show: async (view) => {
      const id = view.call.params['promotionId'] ?? '';
      const found = await loadPromotion(view.call.context, view.account.id, id);
      if (isRefusal(found)) return found;
      return found.state === 'ended' || found.endedAt !== null
        ? refuse('not_found', 'This credit or discount has ended already.')
        : endPage(view, found);
    },
    perform: async ({ context, params }, account) => {
      const ended = await endPromotion(context, account.id, params['promotionId'] ?? '');
      return isRefusal(ended) ? ended : `${ended.name} ends today.`;
    },
  }),
];
