import { z } from '@hono/zod-openapi';
import { closeAccount } from '../../../src/accounts/closeAccount.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { exemptAccount, placeHold, releaseHold } from '../../../src/suspension/changeStanding.js';
import { instant, boundedText } from '../framework/fields.js';
import { type Call, defineRoute } from '../framework/route.js';
import { accountResponse } from './accountShapes.js';
import { loadAccountResponse } from './accounts.js';

const reason = boundedText(500);
const nothing = z.strictObject({});

/** Manual actions on an account; each returns the account. */
export const standingRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/hold',
    permission: 'accounts.write',
    summary: 'Suspend an account by hand',
    body: z.strictObject({ reason }),
    response: accountResponse,
    handle: (call) => thenAccount(call, placeHold(call.context, call.id, call.body)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/release',
    permission: 'accounts.write',
    summary: 'Release a hold',
    body: nothing,
    bodyOptional: true,
    response: accountResponse,
    handle: (call) => thenAccount(call, releaseHold(call.context, call.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/exempt',
    permission: 'accounts.write',
    summary: 'Exempt an account from suspension',
    body: z.strictObject({
      until: instant.nullable().openapi({ type: ['string', 'null'] }),
      reason: reason.optional(),
    }),
    response: accountResponse,
    handle: (call) => thenAccount(call, exemptAccount(call.context, call.id, call.body)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/close',
    permission: 'accounts.write',
    summary: 'Close an account',
    body: nothing,
    bodyOptional: true,
    response: accountResponse,
    handle: (call) => thenAccount(call, closeAccount(call.context, call.id)),
  }),
];

async function thenAccount(call: Call, change: Promise<true | Refusal>): Promise<object> {
  const changed = await change;
  return isRefusal(changed) ? changed : loadAccountResponse(call);
}
