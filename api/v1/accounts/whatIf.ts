import { z } from '@hono/zod-openapi';
import { compareWhatIf, type Comparison, type Outcome } from '../../../src/accounts/whatIf.js';
import type { PeriodCharges } from '../../../src/billing/projection/charges.js';
import { SUSPENSION_REASONS } from '../../../src/billing/policy/suspensionAt.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { formatQuantity } from '../../../src/core/values/quantity.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { amount, decimal, localDate } from '../framework/fields.js';
import { dateText, instantText, iso, isoOrNull, money } from '../framework/responses.js';
import { defineRoute } from '../framework/route.js';
import { accountChange, accountState, forecastKind } from './accountShapes.js';

const factor = decimal.openapi({ description: 'At most 1000, with up to 6 decimals.', example: '1.5' });

const body = z
  .strictObject({
    plans: accountChange.shape.plans.openapi({
      description: 'All plans of the account from `effective` on.',
    }),
    effective: accountChange.shape.effective,
    creditLimit: amount.optional(),
    payment: z
      .strictObject({
        amount,
        on: localDate.optional().openapi({
          description:
            'Today (the default) or a later day. A later payment counts from the start of its day.',
        }),
      })
      .optional(),
    traffic: z
      .strictObject({
        factor: factor
          .optional()
          .openapi({ description: 'Multiplies the coming usage of meters that add up.' }),
        meters: z
          .record(z.string().max(63), factor)
          .optional()
          .openapi({ description: 'Factors of single meters, which replace `factor`.' }),
      })
      .optional(),
    suspensionPolicy: accountChange.shape.suspensionPolicy,
  })
  .openapi('WhatIf');

const charges = z.object({
  start: dateText,
  end: dateText,
  lines: z.array(
    z.object({
      kind: z.enum([
        'startup',
        'recurring',
        'usage',
        'minimum',
        'maximum',
        'discount',
        'credit',
        'scheduled',
      ]),
      description: z.string(),
      amount: money,
      meter: z.string().optional(),
      quantity: z.string().optional(),
    }),
  ),
  net: money,
  tax: money,
  total: money,
});

const outcome = z
  .object({
    state: accountState,
    forecast: forecastKind,
    headroom: money,
    limitDate: instantText.nullable(),
    limitDateEarliest: instantText.nullable(),
    limitDateLatest: instantText.nullable(),
    suspensionDate: instantText.nullable(),
    suspensionReason: z.enum(SUSPENSION_REASONS).nullable(),
    pacePerDay: money.nullable(),
    suggestedTopUp: money.nullable(),
    notices: z.array(z.object({ kind: z.enum(['week', 'day']), at: instantText })).openapi({
      description: 'Notices that the client gets until the suspension, one that is due now included.',
    }),
    periods: z.array(charges).openapi({
      description:
        'Expected charges of the open period and the next two, in whole. Charges by hand, payments and ' +
        'corrections of earlier periods are left out. Empty without a forecast.',
    }),
  })
  .openapi('WhatIfOutcome');

export const whatIfRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/what-if',
    permission: 'accounts.read',
    summary: 'Compare an account with assumed plans, limit, payment, traffic or suspension policy',
    description: 'Stores nothing. Fields left out stay as they are.',
    body,
    bodyOptional: true,
    response: z.object({ currency: z.string(), asOf: instantText, today: outcome, whatIf: outcome }),
    handle: async ({ context, id, body }) => {
      const compared = await compareWhatIf(context, id, body);
      return isRefusal(compared) ? compared : formatComparison(compared);
    },
  }),
];

function formatComparison({ currency, asOf, today, whatIf }: Comparison): object {
  return {
    ...{ currency, asOf: iso(asOf) },
    today: formatOutcome(today, currency),
    whatIf: formatOutcome(whatIf, currency),
  };
}

function formatOutcome(outcome: Outcome, currency: string) {
  const { state, forecast, headroom, pacePerDay, suggestedTopUp, notices, periods } = outcome;
  const moneyOrNull = (minor: bigint | null) => (minor === null ? null : formatAmount(minor, currency));
  return {
    ...{ state, forecast, headroom: formatAmount(headroom, currency) },
    limitDate: isoOrNull(outcome.limitDate),
    limitDateEarliest: isoOrNull(outcome.limitDateEarliest),
    limitDateLatest: isoOrNull(outcome.limitDateLatest),
    suspensionDate: isoOrNull(outcome.suspensionDate),
    suspensionReason: outcome.suspensionReason,
    pacePerDay: moneyOrNull(pacePerDay),
    suggestedTopUp: moneyOrNull(suggestedTopUp),
    notices: notices.map(({ kind, at }) => ({ kind, at: iso(at) })),
    periods: periods.map((period) => formatCharges(period, currency)),
  };
}

function formatCharges({ startDate, endDate, lines, net, tax, total }: PeriodCharges, currency: string) {
  const moneyOf = (minor: bigint): string => formatAmount(minor, currency);
  return {
    ...{ start: startDate, end: endDate },
    lines: lines.map(({ kind, name, minor, meter, quantity }) => ({
      ...{ kind, description: name, amount: moneyOf(minor) },
      ...(meter === undefined || quantity === undefined ? {} : { meter, quantity: formatQuantity(quantity) }),
    })),
    ...{ net: moneyOf(net), tax: moneyOf(tax), total: moneyOf(total) },
  };
}
