import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import {
  addEndpoint,
  changeEndpoint,
  loadAnswers,
  loadEndpoints,
  type MadeEndpoint,
  removeEndpoint,
  rotateSecret,
  sendAgain,
  sendTest,
} from '../../../src/events/manageEndpoints.js';
import type { WebhookTools } from '../../../src/events/postEvent.js';
import type { WebhookAnswer, WebhookEndpoint } from '../../../src/store/events/endpoints.js';
import { CURSORS, limitUpTo, noQuery, pageOfAll, pageQuery, pageResponse } from '../framework/paging.js';
import { idResponse, instantText, iso } from '../framework/responses.js';
import { type Call, defineRoute } from '../framework/route.js';
import { eventResponse, eventType } from './eventShapes.js';

const PATH = '/v1/webhook-endpoints';
const ANSWERS_SHOWN = 100;

const input = z.strictObject({
  url: z.string().max(2_000).openapi({ example: 'https://books.example/hook' }),
  types: z.array(eventType).max(20).nullish().openapi({ description: 'Left out or null: all types.' }),
});

const fields = z.object({
  id: idResponse,
  url: z.string(),
  types: z.array(eventType).nullable(),
  enabled: z.boolean(),
  offReason: z.enum(['owner', 'failed', 'gone']).nullable().openapi({
    description: '`failed`: nothing was received for five days. `gone`: it answered 410.',
  }),
  failingSince: instantText.nullable(),
  retryAt: instantText.nullable(),
  createdAt: instantText,
});
const endpointShape = fields.openapi('WebhookEndpoint');
const madeShape = fields
  .extend({ secret: z.string().openapi({ description: 'For the signatures; only said this once.' }) })
  .openapi('WebhookEndpointWithSecret');

const answerShape = z
  .object({
    eventId: idResponse.nullable().openapi({ description: 'Null: a test.' }),
    type: z.string(),
    at: instantText,
    status: z.int().nullable().openapi({ description: 'The HTTP status; null: no answer.' }),
    error: z.string().nullable(),
    tookMs: z.int(),
  })
  .openapi('WebhookAnswer');

export const webhookEndpointRoutes = [
  defineRoute({
    method: 'get',
    path: PATH,
    permission: 'settings.write',
    summary: 'List webhook endpoints',
    query: pageQuery(CURSORS.id, limitUpTo(200, 200)),
    response: pageResponse(endpointShape),
    handle: async ({ context, query }) => {
      const page = pageOfAll(await loadEndpoints(context), query, ({ id }) => id);
      return { ...page, data: page.data.map(endpointResponse) };
    },
  }),
  defineRoute({
    method: 'post',
    path: PATH,
    permission: 'settings.write',
    summary: 'Create a webhook endpoint',
    description: 'It gets the events from now on, signed as Standard Webhooks defines, one after the other.',
    body: input,
    status: 201,
    response: madeShape,
    handle: async (call) => {
      const made = await addEndpoint(sending(call), call.body);
      return isRefusal(made) ? made : madeResponse(made);
    },
  }),
  defineRoute({
    method: 'patch',
    path: `${PATH}/{id}`,
    permission: 'settings.write',
    summary: 'Update a webhook endpoint, or turn it off or on',
    description: 'Turned on again, it goes on with the event it stopped at.',
    body: input.partial().extend({ enabled: z.boolean().optional() }),
    response: endpointShape,
    handle: async (call) => {
      const changed = await changeEndpoint(sending(call), call.id, call.body);
      return isRefusal(changed) ? changed : endpointResponse(changed);
    },
  }),
  defineRoute({
    method: 'delete',
    path: `${PATH}/{id}`,
    permission: 'settings.write',
    summary: 'Delete a webhook endpoint',
    status: 204,
    handle: async (call) => (await removeEndpoint(sending(call), call.id)) ?? null,
  }),
  defineRoute({
    method: 'post',
    path: `${PATH}/{id}/rotate-secret`,
    permission: 'settings.write',
    summary: 'Replace the secret of a webhook endpoint',
    description: 'For 24 hours, events are signed with the former secret, too.',
    body: z.strictObject({}),
    response: madeShape,
    handle: async (call) => {
      const made = await rotateSecret(sending(call), call.id);
      return isRefusal(made) ? made : madeResponse(made);
    },
  }),
  defineRoute({
    method: 'post',
    path: `${PATH}/{id}/send`,
    permission: 'settings.write',
    summary: 'Send a test event, or an event again',
    body: z.strictObject({
      eventId: z.string().optional().openapi({ description: 'Left out: a test event.' }),
    }),
    response: answerShape,
    handle: async (call) => {
      const { eventId } = call.body;
      const answer =
        eventId === undefined
          ? await sendTest(sending(call), call.id)
          : await sendAgain(sending(call), call.id, eventId, eventResponse);
      return isRefusal(answer) ? answer : answerResponse(answer);
    },
  }),
  defineRoute({
    method: 'get',
    path: `${PATH}/{id}/answers`,
    permission: 'settings.write',
    summary: 'List the last 100 answers of a webhook endpoint, newest first',
    query: noQuery,
    response: z.object({ data: z.array(answerShape) }),
    handle: async ({ context, id }) => {
      const answers = await loadAnswers(context, id, ANSWERS_SHOWN);
      return isRefusal(answers) ? answers : { data: answers.map(answerResponse) };
    },
  }),
];

function sending<Query, Body>({ context, deps }: Call<Query, Body>): Call['context'] & WebhookTools {
  return { ...context, webhooks: deps.webhooks };
}

function endpointResponse(endpoint: WebhookEndpoint): object {
  const { id, url, types, offReason, failingSince, retryAt, createdAt } = endpoint;
  const at = (instant: number | null): string | null => (instant === null ? null : iso(instant));
  return {
    ...{ id, url, types, enabled: offReason === null, offReason },
    ...{ failingSince: at(failingSince), retryAt: at(retryAt), createdAt: iso(createdAt) },
  };
}

function madeResponse({ endpoint, secret }: MadeEndpoint): object {
  return { ...endpointResponse(endpoint), secret };
}

function answerResponse({ eventId, type, at, status, error, tookMs }: WebhookAnswer): object {
  return { eventId, type, at: iso(at), status, error, tookMs };
}
