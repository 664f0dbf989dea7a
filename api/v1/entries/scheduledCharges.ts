import { z } from '@hono/zod-openapi';
import { formatAmount } from '../../../src/core/values/money.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import {
  cancelScheduledCharge,
  loadScheduledCharges,
  scheduleCharge,
} from '../../../src/ledger/scheduleCharge.js';
import type { Scheduled } from '../../../src/store/ledger/scheduled.js';
import { dateText, idResponse, money } from '../framework/responses.js';
import { amount, category, localDate, text } from '../framework/fields.js';
import { CURSORS, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';

const shape = z
  .object({
    id: idResponse,
    dueOn: dateText,
    amount: money,
    description: z.string(),
    category: z.string(),
    state: z.enum(['planned', 'posted', 'cancelled']),
    entryId: idResponse.nullable(),
  })
  .openapi('ScheduledCharge');

const path = '/v1/accounts/{id}/scheduled-charges';

export const scheduledChargeRoutes = [
  defineRoute({
    method: 'post',
    path,
    permission: 'charges.write',
    summary: 'Create a scheduled charge',
    body: z.strictObject({
      amount,
      description: text(500),
      category,
      dueOn: localDate.openapi({
        description: 'In the account’s time zone. Posted at the start of that day.',
      }),
    }),
    keyed: true,
    status: 201,
    response: shape,
    handle: async ({ context, id, body, key }) => {
      const planned = await scheduleCharge(context, id, body, key);
      return isRefusal(planned) ? planned : formatScheduledCharge(planned, planned.currency);
    },
  }),
  defineRoute({
    method: 'get',
    path,
    permission: 'entries.read',
    summary: 'List scheduled charges by date',
    query: pageQuery(CURSORS.id),
    response: pageResponse(shape),
    handle: async ({ context, id, query: { cursor, limit } }) => {
      const found = await loadScheduledCharges(context, id, {
        limit: limit + 1,
        ...(cursor === undefined ? {} : { after: cursor }),
      });
      if (isRefusal(found)) return found;
      const page = pageOf(found.charges, limit, (charge) => charge.id);
      return { ...page, data: page.data.map((charge) => formatScheduledCharge(charge, found.currency)) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: `${path}/{chargeId}`,
    permission: 'charges.write',
    summary: 'Cancel a scheduled charge',
    status: 204,
    handle: async ({ context, id, params }) => {
      const cancelled = await cancelScheduledCharge(context, id, params['chargeId'] ?? '');
      return isRefusal(cancelled) ? cancelled : null;
    },
  }),
];

function formatScheduledCharge(charge: Scheduled, currency: string): object {
  const { id, dueOn, description, category, entryId, cancelledAt } = charge;
  const state = entryId !== null ? 'posted' : cancelledAt !== null ? 'cancelled' : 'planned';
  return { id, dueOn, amount: formatAmount(charge.amount, currency), description, category, state, entryId };
}
