import { z } from '@hono/zod-openapi';
import {
  type Backtest,
  loadBacktest,
  loadResults,
  stopBacktest,
} from '../../../src/plans/backtest/loadBacktest.js';
import { startBacktest } from '../../../src/plans/backtest/startBacktest.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import type { AccountResult } from '../../../src/store/backtest/results.js';
import { noQuery, pageOf, pageQuery, pageResponse, CURSORS } from '../framework/paging.js';
import { dateText, idResponse, instantText, iso, isoOrNull, money } from '../framework/responses.js';
import { defineRoute } from '../framework/route.js';
import { idText } from '../framework/fields.js';
import { planTerms } from './planShapes.js';

export const backtestBody = z
  .strictObject({
    plan: planTerms.optional().openapi({ description: 'A draft, which is not stored as a plan.' }),
    with: idText
      .optional()
      .openapi({ description: 'Another plan of the same currency. Default: the plan itself.' }),
    version: z.int().min(1).optional().openapi({ description: 'A version of it. Default: the newest.' }),
    months: z.int().min(1).max(12).default(12).openapi({
      description: 'Settled periods that ended within these months are compared.',
    }),
    scope: z
      .enum(['plan', 'all'])
      .default('plan')
      .openapi({
        description:
          '`plan`: accounts that were on the plan, with the draft in its place. `all`: all accounts in its ' +
          'currency, with the draft in place of all their plans.',
      }),
  })
  .openapi('BacktestRequest');

const backtestResponse = z
  .object({
    id: idResponse,
    planId: idResponse,
    version: z.int().nullable().openapi({ description: 'Null for a draft.' }),
    months: z.int(),
    scope: z.enum(['plan', 'all']),
    state: z.enum(['running', 'done', 'stopped']),
    startedAt: instantText,
    finishedAt: instantText.nullable(),
    accounts: z.object({
      total: z.int(),
      done: z.int(),
      compared: z
        .int()
        .openapi({ description: 'Accounts with a settled period on the plan in these months.' }),
      cheaper: z.int(),
      dearer: z.int(),
      failed: z.int(),
    }),
    currency: z.string(),
    charged: money,
    draft: money,
    difference: money,
    saved: money.openapi({ description: 'What the cheaper accounts would have paid less.' }),
    added: money.openapi({ description: 'What the dearer accounts would have paid more.' }),
    belowLimit: z
      .object({ charged: z.int(), draft: z.int(), onlyDraft: z.int(), onlyCharged: z.int() })
      .openapi({ description: 'Accounts that ended a day below their limit, in a replay of these months.' }),
  })
  .openapi('Backtest');

const resultResponse = z
  .object({
    accountId: idResponse,
    name: z.string(),
    periods: z.int(),
    from: dateText,
    until: dateText,
    charged: money,
    draft: money,
    difference: money,
    belowLimit: z.object({ charged: dateText.nullable(), draft: dateText.nullable() }).openapi({
      description: 'First day that ended below the limit.',
    }),
  })
  .openapi('BacktestResult');

const BASE = '/v1/plans/{id}/backtests/{backtestId}';

export const backtestRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/plans/{id}/backtest',
    permission: 'accounts.read',
    summary: 'Compare a draft or a version with what was charged in the last months',
    description: 'Runs in the background. Amounts are before tax.',
    body: backtestBody,
    bodyOptional: true,
    keyed: true,
    status: 201,
    response: backtestResponse,
    handle: async ({ context, id, body, key }) => {
      const task = await startBacktest(context, id, body, key);
      return isRefusal(task) ? task : formatOrRefuse(await loadBacktest(context, task.id, id));
    },
  }),
  defineRoute({
    method: 'get',
    path: BASE,
    permission: 'accounts.read',
    summary: 'Retrieve a backtest with its sums so far',
    query: noQuery,
    response: backtestResponse,
    handle: async ({ context, id, params }) =>
      formatOrRefuse(await loadBacktest(context, params['backtestId'] ?? '', id)),
  }),
  defineRoute({
    method: 'get',
    path: `${BASE}/accounts`,
    permission: 'accounts.read',
    summary: 'List the results of a backtest by account',
    query: pageQuery(CURSORS.number),
    response: pageResponse(resultResponse),
    handle: async ({ context, id, params, query: { cursor, limit } }) => {
      const backtestId = params['backtestId'] ?? '';
      const found = await loadBacktest(context, backtestId, id);
      if (isRefusal(found)) return found;
      const after = cursor === undefined ? {} : { after: Number(cursor) };
      const results = await loadResults(context, backtestId, { ...after, limit: limit + 1 }, id);
      if (isRefusal(results)) return results;
      const page = pageOf(results, limit, ({ number }) => String(number));
      return { ...page, data: page.data.map((result) => formatResult(result, found.input.terms.currency)) };
    },
  }),
  defineRoute({
    method: 'post',
    path: `${BASE}/stop`,
    permission: 'accounts.read',
    summary: 'Stop a backtest',
    description: 'The results so far stay.',
    body: z.strictObject({}),
    bodyOptional: true,
    response: backtestResponse,
    handle: async ({ context, id, params }) =>
      formatOrRefuse(await stopBacktest(context, params['backtestId'] ?? '', id)),
  }),
];

function formatOrRefuse(found: Backtest | Refusal): object {
  return isRefusal(found) ? found : formatBacktest(found);
}

function formatBacktest({ task, input, sums }: Backtest) {
  const { planId, version, months, scope, terms } = input;
  const { charged, draft, saved, added } = sums;
  const amount = (minor: bigint): string => formatAmount(minor, terms.currency);
  const ended = task.done + task.failed;
  return {
    ...{ id: task.id, planId, version, months, scope },
    state: task.finishedAt === null ? 'running' : ended < task.total ? 'stopped' : 'done',
    startedAt: iso(task.startedAt ?? task.createdAt),
    finishedAt: isoOrNull(task.finishedAt),
    accounts: {
      ...{ total: task.total, done: ended, failed: task.failed },
      ...{ compared: sums.compared, cheaper: sums.cheaper, dearer: sums.dearer },
    },
    currency: terms.currency,
    ...{ charged: amount(charged), draft: amount(draft), difference: amount(draft - charged) },
    ...{ saved: amount(saved), added: amount(added) },
    belowLimit: {
      ...{ charged: sums.belowCharged, draft: sums.belowDraft },
      ...{ onlyDraft: sums.onlyDraft, onlyCharged: sums.onlyCharged },
    },
  };
}

function formatResult(result: AccountResult, currency: string) {
  const { accountId, name, periods, from, until, charged, draft, belowCharged, belowDraft } = result;
  const amount = (minor: bigint): string => formatAmount(minor, currency);
  return {
    ...{ accountId, name, periods, from, until },
    ...{ charged: amount(charged), draft: amount(draft), difference: amount(draft - charged) },
    belowLimit: { charged: belowCharged, draft: belowDraft },
  };
}
