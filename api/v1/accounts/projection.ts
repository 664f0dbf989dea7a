import { z } from '@hono/zod-openapi';
import type { LimitReason } from '../../../src/billing/projection/reason.js';
import { dateFormat } from '../../../src/core/values/formatters.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { isoOrNull } from '../../../src/assessment/assess.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { loadProjection } from '../../../src/ledger/loadHistory.js';
import { instantText, iso, money } from '../framework/responses.js';
import { noQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { forecastKind, rangeShape } from './accountShapes.js';
import { formatRange } from './formatAccount.js';

const shape = z
  .object({
    forecast: forecastKind,
    limitDate: instantText.nullable().openapi({
      description: 'Null if the limit is not reached within 400 days or no forecast is available.',
    }),
    ...rangeShape,
    headroom: money,
    pacePerDay: money.nullable().openapi({ description: 'Null if no forecast is available.' }),
    suggestedTopUp: money.nullable().openapi({
      description: 'Moves the limit date at least 30 days ahead. Null if no forecast is available.',
    }),
    keepsFor: z.array(z.object({ days: z.int(), amount: money })),
    pendingDebits: z
      .array(z.object({ amount: money, collectOn: z.string() }))
      .openapi({ description: 'Announced or handed in. No other figure counts them before they are paid.' }),
    limitDateWithDebits: instantText
      .nullable()
      .openapi({ description: 'The limit date once they are paid; null if it is not within 400 days.' }),
    reason: z.string().nullable().openapi({ example: 'domain renewal on 3 March' }),
    daysObserved: z.int().openapi({ description: 'Number of the last 28 days that the pace is based on.' }),
  })
  .openapi('Projection');

export const projectionRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/projection',
    permission: 'accounts.read',
    summary: 'Retrieve the projection of an account',
    query: noQuery,
    response: shape,
    handle: async ({ context, id }) => {
      const foresight = await loadProjection(context, id);
      if (isRefusal(foresight)) return foresight;
      const { currency, limitDate, headroom, projection, forecast } = foresight;
      const moneyOf = (minor: bigint): string => formatAmount(minor, currency);
      const foreseen = (minor: bigint): string | null => (forecast === 'none' ? null : moneyOf(minor));
      return {
        forecast,
        limitDate: limitDate === null ? null : iso(limitDate),
        ...formatRange(foresight.limitRange),
        headroom: moneyOf(headroom),
        pacePerDay: foreseen(projection.pacePerDay),
        suggestedTopUp: foreseen(projection.suggestedTopUp),
        keepsFor: projection.keepsFor.map(({ days, minor }) => ({ days, amount: moneyOf(minor) })),
        pendingDebits: foresight.pendingDebits.map(({ minor, collectOn }) => ({
          amount: moneyOf(minor),
          collectOn,
        })),
        limitDateWithDebits: isoOrNull(
          foresight.withDebits === undefined ? limitDate : foresight.withDebits.limitDate,
        ),
        reason: formatLimitReason(projection.reason),
        daysObserved: projection.basis.daysObserved,
      };
    },
  }),
];

function formatLimitReason(reason: LimitReason | null): string | null {
  if (reason === null) return null;
  if (typeof reason === 'string') return reason === 'traffic' ? 'traffic' : 'recurring amounts';
  const day = dateFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return `${reason.planned} on ${day.format(new Date(`${reason.date}T00:00:00Z`))}`;
}
