import { z } from '@hono/zod-openapi';
import { formatAmount } from '../../../src/core/values/money.js';
import { type LeftDue, loadMorning } from '../../../src/mornings/loadMorning.js';
import { noQuery } from '../framework/paging.js';
import { dateText, idResponse, instantText, iso, isoOrNull, money } from '../framework/responses.js';
import { defineRoute } from '../framework/route.js';

const due = z.object({
  id: idResponse,
  name: z.string(),
  day: z.enum(['today', 'tomorrow']),
  suspensionDate: instantText,
  currency: z.string(),
  balance: money.openapi({ description: 'After usage so far, without disputed entries.' }),
  suggestedTopUp: money.nullable().openapi({ description: 'Keeps it online for 30 days.' }),
  exemptUntil: instantText.nullable(),
  heldBack: z.boolean().openapi({ description: 'Whether only the suspension breaker keeps it online.' }),
  notices: z.array(
    z.object({
      kind: z.enum(['week', 'day', 'reactivated']),
      state: z.enum(['accepted', 'refused', 'waiting']),
      at: instantText,
    }),
  ),
  isNew: z.boolean(),
});

const left = z.object({
  id: idResponse,
  name: z.string(),
  why: z.enum(['closed', 'held', 'suspended', 'paid', 'exempt', 'later']),
  currency: z.string(),
  paid: money.optional(),
  exemptUntil: instantText.optional(),
  suspensionDate: instantText.nullable().optional(),
});

const morningShape = z
  .object({
    day: dateText,
    timeZone: z.string(),
    due: z.array(due).openapi({ description: 'The first 200, by suspension date.' }),
    isCut: z.boolean().openapi({ description: 'Whether there are more.' }),
    since: dateText.nullable().openapi({ description: 'Day of the list before, if there is one.' }),
    left: z.array(left).openapi({ description: 'Accounts on the list before that are not due now.' }),
  })
  .openapi('MorningList');

export const morningRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/morning',
    permission: 'accounts.read',
    summary: 'List accounts due to be suspended today and tomorrow, and what changed since the last list',
    query: noQuery,
    response: morningShape,
    handle: async ({ context }) => {
      const { day, timeZone, isCut, since, ...morning } = await loadMorning(context);
      return {
        day,
        timeZone,
        isCut,
        since,
        due: morning.due.map(({ keepsUp, suspendsAt, isHeldBack, currency, ...account }) => ({
          id: account.id,
          name: account.name,
          day: account.day,
          suspensionDate: iso(suspendsAt),
          currency,
          balance: formatAmount(account.balance, currency),
          suggestedTopUp: keepsUp === null ? null : formatAmount(keepsUp, currency),
          exemptUntil: isoOrNull(account.exemptUntil),
          heldBack: isHeldBack,
          notices: account.notices.map(({ kind, state, at }) => ({ kind, state, at: iso(at) })),
          isNew: account.isNew,
        })),
        left: morning.left.map(leftResponse),
      };
    },
  }),
];

function leftResponse(account: LeftDue): object {
  const { id, name, currency, why } = account;
  return {
    ...{ id, name, why, currency },
    ...(why === 'paid' ? { paid: formatAmount(account.amount, currency) } : {}),
    ...(why === 'exempt' ? { exemptUntil: iso(account.until) } : {}),
    ...(why === 'later' ? { suspensionDate: isoOrNull(account.suspendsAt) } : {}),
  };
}
