import { z } from '@hono/zod-openapi';
import { formatAmount } from '../../../src/core/values/money.js';
import { type BreakerView, loadBreaker, loadHeldBackAccounts } from '../../../src/suspension/loadBreaker.js';
import { resetBreaker, resetWithExemption } from '../../../src/suspension/resetBreaker.js';
import { loadSilentMeters } from '../../../src/usage/loadSilentMeters.js';
import { idResponse, instantText, iso, money } from '../framework/responses.js';
import { instant, words } from '../framework/fields.js';
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
    since: instantText.openapi({ description: 'Since when suspensions are paused.' }),
    suspended: z.int().openapi({ description: 'Accounts that were suspended within the hour before.' }),
    active: z.int().openapi({ description: 'Of so many active ones.' }),
    allowed: z.int().openapi({ description: 'How many of them may be.' }),
    accounts: z.int().openapi({ description: 'Accounts that are kept open below their limit.' }),
    sites: z.int().openapi({ description: 'The sites they pay for.' }),
    held: z.array(held).openapi({ description: 'The first hundred of these accounts.' }),
  })
  .openapi('Breaker');

const released = z
  .object({ accounts: z.int() })
  .openapi({ description: 'How many accounts were held back.' });

const silence = z.object({
  siteId: idResponse,
  site: z.string(),
  accountId: idResponse,
  account: z.string(),
  meter: z.string(),
  lastDay: z.string().openapi({ description: 'The last day it reported.', example: '2026-03-01' }),
});

export const breakerRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/breaker',
    permission: 'accounts.read',
    summary:
      'Read whether suspensions are paused since too many came within an hour, and whom that keeps open',
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
    summary: 'Have suspensions go on: whoever is held back and still below the limit is suspended at once',
    body: z.strictObject({}),
    bodyOptional: true,
    response: released,
    handle: ({ context }) => resetBreaker(context),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/breaker/exempt',
    permission: 'accounts.write',
    summary: 'Let off whoever is held back: none of them is suspended for the limit before an instant',
    body: z.strictObject({ until: instant, reason: words(500).optional() }),
    response: released,
    handle: ({ context, body }) => resetWithExemption(context, body),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/silent-meters',
    permission: 'usage.read',
    summary: 'List the meters that always spoke and have stopped reporting, the longest first',
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
