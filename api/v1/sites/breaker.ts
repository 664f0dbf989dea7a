import { z } from '@hono/zod-openapi';
import { formatAmount } from '../../../src/core/values/money.js';
import { type BreakerView, loadBreaker, loadHeldBackAccounts } from '../../../src/suspension/loadBreaker.js';
import { resetBreaker, resetWithExemption } from '../../../src/suspension/resetBreaker.js';
import { loadSilentMeters } from '../../../src/usage/loadSilentMeters.js';
import { idResponse, instantText, iso, money } from '../framework/responses.js';
import { instant, boundedText } from '../framework/fields.js';
import { CURSORS, limitUpTo, noQuery, pageResponse, pageOfAll, pageQuery } from '../framework/paging.js';
import { type Call, defineRoute } from '../framework/route.js';

const HELD_SHOWN = 100;
const SILENT_METERS_SHOWN = 1_000;

const held = z.object({
  id: idResponse,
  name: z.string(),
  since: instantText,
  headroom: money,
  sites: z.array(z.string()),
});

const breakerShape = z
  .object({
    since: instantText.openapi({ description: 'When the breaker tripped.' }),
    suspended: z.int().openapi({ description: 'Accounts suspended within the hour before.' }),
    active: z.int().openapi({ description: 'Active accounts at that time.' }),
    allowed: z.int().openapi({ description: 'Suspensions allowed within an hour.' }),
    accounts: z.int().openapi({ description: 'Accounts held back.' }),
    sites: z.int().openapi({ description: 'Sites of these accounts.' }),
    held: z.array(held).openapi({ description: 'The first 100 accounts held back.' }),
  })
  .openapi('Breaker');

const released = z
  .object({ accounts: z.int() })
  .openapi({ description: 'Number of accounts that were held back.' });

const silence = z.object({
  siteId: idResponse,
  site: z.string(),
  accountId: idResponse,
  account: z.string(),
  meter: z.string(),
  lastDay: z.string().openapi({ description: 'Last day with a report.', example: '2026-03-01' }),
});

export const breakerRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/breaker',
    permission: 'accounts.read',
    summary: 'Retrieve the suspension breaker and the accounts it holds back',
    query: noQuery,
    response: z.object({ breaker: breakerShape.nullable() }),
    handle: async ({ context }) => {
      const breaker = await loadBreaker(context);
      return { breaker: breaker === null ? null : await breakerResponse(context, breaker) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/breaker/reset',
    permission: 'accounts.write',
    summary: 'Reset the breaker and suspend accounts still over their limit',
    body: z.strictObject({}),
    bodyOptional: true,
    response: released,
    handle: ({ context }) => resetBreaker(context),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/breaker/exempt',
    permission: 'accounts.write',
    summary: 'Exempt the accounts held back and reset the breaker',
    body: z.strictObject({ until: instant, reason: boundedText(500).optional() }),
    response: released,
    handle: ({ context, body }) => resetWithExemption(context, body),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/silent-meters',
    permission: 'usage.read',
    summary: 'List silent meters, longest first',
    query: pageQuery(CURSORS.siteMeter, limitUpTo(200, 200)),
    response: pageResponse(silence),
    handle: async ({ context, query }) => {
      const silentMeters = await loadSilentMeters(context, SILENT_METERS_SHOWN);
      const page = pageOfAll(silentMeters, query, ({ siteId, meterName }) => `${siteId} ${meterName}`);
      return {
        ...page,
        data: page.data.map(({ siteId, slug, accountId, accountName, meterName, lastDay }) => {
          return { siteId, site: slug, accountId, account: accountName, meter: meterName, lastDay };
        }),
      };
    },
  }),
];

async function breakerResponse(context: Call['context'], breaker: BreakerView): Promise<object> {
  const accounts = await loadHeldBackAccounts(context, breaker, HELD_SHOWN);
  return {
    since: iso(breaker.trippedAt),
    suspended: breaker.suspended,
    active: breaker.active,
    allowed: breaker.allowed,
    accounts: breaker.accounts,
    sites: breaker.sites,
    held: accounts.map(({ accountId: id, name, since, headroom, currency, sites }) => {
      return { id, name, since: iso(since), headroom: formatAmount(headroom, currency), sites };
    }),
  };
}
