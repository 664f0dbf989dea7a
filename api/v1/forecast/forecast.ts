import { z } from '@hono/zod-openapi';
import type { CashForecast, Expected } from '../../../src/billing/cashForecast.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { localDateOf } from '../../../src/core/values/zone.js';
import { loadForecast } from '../../../src/forecast/loadForecast.js';
import { dateText, instantText, iso, money } from '../framework/responses.js';
import { noQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';

const expected = z.object({ low: money, expected: money, high: money }).openapi('ExpectedAmount', {
  description: 'An expected amount. 80 % of outcomes lie between low and high.',
});

const week = z.object({
  from: dateText,
  to: dateText.openapi({ description: 'The first day after the week.' }),
  payments: expected,
  usage: expected,
});

const shape = z
  .object({
    asOf: instantText,
    data: z.array(
      z.object({
        currency: z.string(),
        active: z.int().openapi({ description: 'Accounts in service.' }),
        suspended: z.int().openapi({ description: 'Suspended accounts; the weeks leave them out.' }),
        owedBySuspended: money,
        weeks: z.array(week),
        total: z.object({ payments: expected, usage: expected }),
      }),
    ),
  })
  .openapi('CashForecast');

export const forecastRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/forecast',
    permission: 'accounts.read',
    summary: 'Retrieve the cash forecast',
    description:
      'Expected payments of clients and expected usage, without tax, for 13 weeks from today, by currency. Days are in UTC.',
    query: noQuery,
    response: shape,
    handle: async ({ context }) => {
      const forecasts = await loadForecast(context);
      return { asOf: iso(context.now), data: forecasts.map(forecastResponse) };
    },
  }),
];

function forecastResponse({ currency, weeks, total, ...forecast }: CashForecast): object {
  const amounts = ({ low, expected, high }: Expected): object => ({
    low: formatAmount(low, currency),
    expected: formatAmount(expected, currency),
    high: formatAmount(high, currency),
  });
  const both = (sums: Pick<CashForecast['total'], 'payments' | 'usage'>): object => ({
    payments: amounts(sums.payments),
    usage: amounts(sums.usage),
  });
  return {
    ...forecast,
    currency,
    owedBySuspended: formatAmount(forecast.owedBySuspended, currency),
    weeks: weeks.map((one) => ({
      from: localDateOf(one.from, 'UTC'),
      to: localDateOf(one.to, 'UTC'),
      ...both(one),
    })),
    total: both(total),
  };
}
