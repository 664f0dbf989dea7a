import { z } from '@hono/zod-openapi';
import { loadPaymentEvents } from '../../../src/bank/loadPayments.js';
import { isProviderKind } from '../../../src/billing/payment.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import { changeProvider, loadProviders, removeProvider } from '../../../src/payments/manageProviders.js';
import type { PaymentTools } from '../../../src/payments/openProvider.js';
import { refundPayment } from '../../../src/payments/refundPayment.js';
import { resolveReport } from '../../../src/payments/reports/resolveReport.js';
import { startCheckout } from '../../../src/payments/startCheckout.js';
import {
  changeTopUp,
  forgetCard,
  loadTopUp,
  type TopUpView,
} from '../../../src/payments/topUp/topUpSettings.js';
import { newId } from '../../../src/platform/ids.js';
import { idResponse, money } from '../framework/responses.js';
import { amount } from '../framework/fields.js';
import {
  CURSORS,
  limitUpTo,
  noQuery,
  pageResponse,
  pageOf,
  pageOfAll,
  pageQuery,
} from '../framework/paging.js';
import { type Call, defineRoute } from '../framework/route.js';
import {
  paymentEventResponse,
  paymentEventShape,
  providerResponse,
  providerShape,
  topUpResponse,
  topUpShape,
} from './paymentShapes.js';

/** What every request to a provider needs. */
export function paying<Query, Body>({ context, deps }: Call<Query, Body>): Call['context'] & PaymentTools {
  return { ...context, payments: deps.payments, baseUrl: deps.baseUrl() };
}

const NO_PROVIDER = refuse('not_found', 'Unknown payment provider.');
const secret = z.string().trim().min(1).max(300).openapi({ writeOnly: true });

/** Where the browser returns to. */
const pageUrl = z
  .string()
  .max(2_000)
  .refine(
    (written) => URL.canParse(written) && /^https?:$/.test(new URL(written).protocol),
    'must be an http or https URL',
  )
  .openapi({ format: 'uri', pattern: '^https?://.*$' });

const providerRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/payment-providers',
    permission: 'sites.read',
    summary: 'List payment providers',
    query: pageQuery(CURSORS.name, limitUpTo(200, 200)),
    response: pageResponse(providerShape),
    handle: async (call) => {
      const page = pageOfAll(await loadProviders(paying(call)), call.query, ({ provider }) => provider);
      const { payments } = call.deps;
      return {
        ...page,
        data: page.data.map((view) => providerResponse(view, payments.eventsOf(view.provider))),
      };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/payment-providers/{id}',
    idKind: 'slug',
    permission: 'settings.write',
    summary: 'Create or update a payment provider',
    description:
      'Stripe requires `secretKey` and `webhookSecret`, Mollie `apiKey`. Omitted keys are unchanged.',
    body: z.strictObject({
      enabled: z.boolean().optional(),
      secretKey: secret.optional(),
      webhookSecret: secret.optional(),
      apiKey: secret.optional(),
    }),
    response: providerShape,
    handle: async (call) => {
      const { id, body, deps } = call;
      if (!isProviderKind(id)) return NO_PROVIDER;
      const { enabled, ...given } = body;
      const keys = Object.fromEntries(
        Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined),
      );
      const change = { enabled, ...(Object.keys(keys).length === 0 ? {} : { keys }) };
      const view = await changeProvider(paying(call), id, change);
      return isRefusal(view) ? view : providerResponse(view, deps.payments.eventsOf(id));
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/payment-providers/{id}',
    idKind: 'slug',
    permission: 'settings.write',
    summary: 'Delete a payment provider and its keys',
    status: 204,
    handle: async (call) =>
      isProviderKind(call.id) ? ((await removeProvider(paying(call), call.id)) ?? null) : NO_PROVIDER,
  }),
];

const topUpPath = '/v1/accounts/{id}/top-up';

const accountRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/checkout',
    permission: 'payments.write',
    summary: 'Create a checkout on a provider’s payment page',
    description: 'The payment is posted when the provider reports it.',
    body: z.strictObject({
      provider: z.enum(['stripe', 'mollie']),
      amount,
      saveCard: z.boolean().default(false),
      successUrl: pageUrl,
      cancelUrl: pageUrl,
    }),
    status: 201,
    response: z.object({ id: idResponse, url: z.string(), amount: money }),
    handle: async (call) => {
      const started = await startCheckout(paying(call), call.id, call.body);
      if (isRefusal(started)) return started;
      const { id, url, minor, currency } = started;
      return { id, url, amount: formatAmount(minor, currency) };
    },
  }),
  defineRoute({
    method: 'get',
    path: topUpPath,
    permission: 'accounts.read',
    summary: 'Retrieve automatic top-up settings',
    query: noQuery,
    response: topUpShape,
    handle: async ({ context, id }) => topUpOrRefusal(await loadTopUp(context, id)),
  }),
  defineRoute({
    method: 'patch',
    path: topUpPath,
    permission: 'accounts.write',
    summary: 'Update automatic top-up settings',
    body: z.strictObject({
      enabled: z.boolean().optional(),
      dailyCap: amount.optional().openapi({ description: 'Maximum per local day.' }),
      minimum: amount.optional().openapi({ description: 'Minimum per top-up.' }),
    }),
    response: topUpShape,
    handle: async ({ context, id, body }) => topUpOrRefusal(await changeTopUp(context, id, body)),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/accounts/{id}/saved-card',
    permission: 'accounts.write',
    summary: 'Delete the saved card',
    status: 204,
    handle: async ({ context, id }) => (await forgetCard(context, id)) ?? null,
  }),
];

const eventRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/entries/{id}/refund',
    permission: 'payments.write',
    summary: 'Refund a payment through its provider',
    body: z.strictObject({ amount: amount.optional() }),
    bodyOptional: true,
    keyed: true,
    response: z.object({ outcome: z.enum(['refunded', 'pending']) }),
    handle: async (call) => {
      const { id, body, key = newId(call.context.now) } = call;
      const refunded = await refundPayment(paying(call), id, body, key);
      return isRefusal(refunded) ? refunded : { outcome: refunded.outcome };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/payment-events',
    permission: 'entries.read',
    summary: 'List provider reports, newest first',
    query: pageQuery(CURSORS.id, limitUpTo(200, 50)).extend({
      state: z.enum(['posted', 'noted', 'waiting', 'refused', 'foreign']).optional(),
    }),
    response: pageResponse(paymentEventShape),
    handle: async ({ context, query: { cursor, limit, state } }) => {
      const events = await loadPaymentEvents(context, {
        limit: limit + 1,
        ...(cursor === undefined ? {} : { before: cursor }),
        ...(state === undefined ? {} : { state }),
      });
      const page = pageOf(events, limit, (event) => event.id);
      return { ...page, data: page.data.map(paymentEventResponse) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/payment-events/{id}/resolve',
    permission: 'payments.write',
    summary: 'Resolve a provider report that could not be posted',
    response: paymentEventShape,
    handle: async ({ context, id }) => {
      const report = await resolveReport(context, id);
      return isRefusal(report) ? report : paymentEventResponse(report);
    },
  }),
];

function topUpOrRefusal(view: TopUpView | Refusal): object {
  return isRefusal(view) ? view : topUpResponse(view);
}

export const paymentRoutes = [...providerRoutes, ...accountRoutes, ...eventRoutes];
