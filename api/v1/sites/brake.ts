import { z } from '@hono/zod-openapi';
import { formatAmount } from '../../../src/core/values/money.js';
import { type BrakeView, readBrake, readBrakedAccounts } from '../../../src/suspension/readBrake.js';
import { goOnSuspending, letOffBraked } from '../../../src/suspension/releaseBrake.js';
import { readSilences } from '../../../src/usage/readSilences.js';
import { idAnswer, instantText, iso, money } from '../framework/answers.js';
import { instant, words } from '../framework/fields.js';
import { CURSORS, limitUpTo, noQuery, pageAnswer, pageOfAll, pageQuery } from '../framework/paging.js';
import { type Call, defineRoute } from '../framework/route.js';

const HELD_SHOWN = 100;
const SILENCES_SHOWN = 1_000;

const held = z.object({
  id: idAnswer,
  name: z.string(),
  since: instantText,
  headroom: money,
  sites: z.array(z.string()),
});

const brakeShape = z
  .object({
    since: instantText.openapi({ description: 'Since when suspensions are paused.' }),
    suspended: z.int().openapi({ description: 'Accounts that were suspended within the hour before.' }),
    active: z.int().openapi({ description: 'Of so many active ones.' }),
    allowed: z.int().openapi({ description: 'How many of them may be.' }),
    accounts: z.int().openapi({ description: 'Accounts that are kept open below their limit.' }),
    sites: z.int().openapi({ description: 'The sites they pay for.' }),
    held: z.array(held).openapi({ description: 'The first hundred of these accounts.' }),
  })
  .openapi('Brake');

const released = z
  .object({ accounts: z.int() })
  .openapi({ description: 'How many accounts were held back.' });

const silence = z.object({
  siteId: idAnswer,
  site: z.string(),
  accountId: idAnswer,
  account: z.string(),
  meter: z.string(),
  lastDay: z.string().openapi({ description: 'The last day it spoke on.', example: '2026-03-01' }),
});

export const brakeRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/brake',
    permission: 'accounts.read',
    summary:
      'Read whether suspensions are paused since too many came within an hour, and whom that keeps open',
    query: noQuery,
    answer: z.object({ brake: brakeShape.nullable() }),
    handle: async ({ context }) => {
      const brake = await readBrake(context);
      return { brake: brake === null ? null : await brakeAnswer(context, brake) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/brake/go-on',
    permission: 'accounts.write',
    summary: 'Have suspensions go on: whoever is held back and still below the limit is suspended at once',
    body: z.strictObject({}),
    bodyOptional: true,
    answer: released,
    handle: ({ context }) => goOnSuspending(context),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/brake/let-off',
    permission: 'accounts.write',
    summary: 'Let off whoever is held back: none of them is suspended for the limit before an instant',
    body: z.strictObject({ until: instant, reason: words(500).optional() }),
    answer: released,
    handle: ({ context, body }) => letOffBraked(context, body),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/silences',
    permission: 'usage.read',
    summary: 'List the meters that always spoke and have fallen silent, the longest first',
    query: pageQuery(CURSORS.siteMeter, limitUpTo(200, 200)),
    answer: pageAnswer(silence),
    handle: async ({ context, query }) => {
      const silences = await readSilences(context, SILENCES_SHOWN);
      const page = pageOfAll(silences, query, ({ siteId, meterName }) => `${siteId} ${meterName}`);
      return {
        ...page,
        data: page.data.map(({ siteId, slug, accountId, accountName, meterName, lastDay }) => {
          return { siteId, site: slug, accountId, account: accountName, meter: meterName, lastDay };
        }),
      };
    },
  }),
];

async function brakeAnswer(context: Call['context'], brake: BrakeView): Promise<object> {
  const accounts = await readBrakedAccounts(context, brake, HELD_SHOWN);
  return {
    since: iso(brake.pulledAt),
    suspended: brake.suspended,
    active: brake.active,
    allowed: brake.allowed,
    accounts: brake.accounts,
    sites: brake.sites,
    held: accounts.map(({ accountId: id, name, since, headroom, currency, sites }) => {
      return { id, name, since: iso(since), headroom: formatAmount(headroom, currency), sites };
    }),
  };
}
