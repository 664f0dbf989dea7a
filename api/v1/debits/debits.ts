import { z } from '@hono/zod-openapi';
import { COLLECTORS, DEBIT_MODES, DEBIT_STATES } from '../../../src/billing/debits/debit.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { cancelDebit, deferDebit, requestDebit } from '../../../src/payments/debits/changeDebit.js';
import {
  changeDebitMode,
  changeDirectDebit,
  loadDirectDebit,
} from '../../../src/payments/debits/changeDirectDebit.js';
import { creditByHand, returnByHand } from '../../../src/payments/debits/concludeDebit.js';
import { loadAccountDebits, loadTenantDebits } from '../../../src/payments/debits/loadDebits.js';
import {
  loadDebitFiles,
  makeDebitFile,
  refuseDebitFile,
} from '../../../src/payments/debits/makeDebitFile.js';
import { revokeMandate } from '../../../src/payments/mandates/endMandate.js';
import { recordPaperMandate } from '../../../src/payments/mandates/giveMandate.js';
import type { Debit } from '../../../src/store/debits/debits.js';
import { debitFile } from '../../documents/debitFile.js';
import { amount, localDate } from '../framework/fields.js';
import { CURSORS, noQuery, pageOf, pageQuery, pageResponse } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import {
  accountDebitsResponse,
  accountDebitsShape,
  debitFileResponse,
  debitFileShape,
  debitResponse,
  debitShape,
  mandateResponse,
  mandateShape,
} from './debitShapes.js';

const settings = {
  enabled: z.boolean().openapi({ description: 'Whether clients can give a mandate.' }),
  collector: z.enum(COLLECTORS).openapi({ description: 'For mandates that are given from now on.' }),
  creditorId: z.string().max(50).openapi({ description: 'The SEPA creditor identifier.' }),
  noticeDays: z.int().openapi({ description: 'How many days ahead a client is told; 1 to 14.' }),
  returnFee: z
    .string()
    .max(20)
    .openapi({ description: 'Charged for a return, in euros before tax; empty: none.' }),
  holdsSuspension: z.boolean().openapi({
    description: 'Whether a pending debit that is large enough holds a suspension off.',
  }),
};
const settingsShape = z.object(settings).openapi('DirectDebit');

const settingsRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/direct-debit',
    permission: 'settings.write',
    summary: 'Retrieve the settings for direct debit',
    query: noQuery,
    response: settingsShape,
    handle: ({ context }) => loadDirectDebit(context),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/direct-debit',
    permission: 'settings.write',
    summary: 'Update the settings for direct debit',
    body: z.strictObject(settings).partial(),
    response: settingsShape,
    handle: ({ context, body }) =>
      changeDirectDebit(
        context,
        Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)),
      ),
  }),
];

const debitOrRefusal = (debit: Debit | Refusal): object => (isRefusal(debit) ? debit : debitResponse(debit));

const accountRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/direct-debit',
    permission: 'accounts.read',
    summary: 'Retrieve what is collected from an account, and its mandate',
    query: noQuery,
    response: accountDebitsShape,
    handle: async ({ context, id }) => {
      const found = await loadAccountDebits(context, id);
      return isRefusal(found) ? found : accountDebitsResponse(found);
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/accounts/{id}/direct-debit',
    permission: 'accounts.write',
    summary: 'Change what is collected from an account by itself',
    body: z.strictObject({ mode: z.enum(DEBIT_MODES) }),
    response: accountDebitsShape,
    handle: async ({ context, id, body }) => {
      const changed = await changeDebitMode(context, id, body.mode);
      const found = isRefusal(changed) ? changed : await loadAccountDebits(context, id);
      return isRefusal(found) ? found : accountDebitsResponse(found);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/mandate',
    permission: 'accounts.write',
    summary: 'Record a mandate that the client signed on paper',
    description: 'It replaces the one before. Clients give others on a page of their own.',
    body: z.strictObject({
      holder: z.string().max(200),
      iban: z.string().max(60).openapi({ writeOnly: true }),
      reference: z.string().max(35).optional().openapi({ description: 'As on the paper; left out: ours.' }),
      signedOn: localDate,
      note: z.string().max(500).optional().openapi({ description: 'For the audit log.' }),
    }),
    status: 201,
    response: mandateShape,
    handle: async ({ context, deps, id, body }) => {
      const mandate = await recordPaperMandate({ ...context, secrets: deps.secrets }, id, body);
      return isRefusal(mandate) ? mandate : mandateResponse(mandate);
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/accounts/{id}/mandate',
    permission: 'accounts.write',
    summary: 'End the mandate',
    status: 204,
    handle: async ({ context, id }) => {
      const ended = await revokeMandate(context, id, 'owner');
      return isRefusal(ended) ? ended : null;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/debits',
    permission: 'entries.read',
    summary: 'List direct debits of an account, newest first',
    query: pageQuery(CURSORS.id),
    response: pageResponse(debitShape),
    handle: async ({ context, id, query: { cursor: before, limit } }) => {
      const found = await loadAccountDebits(context, id, { limit: limit + 1, before });
      if (isRefusal(found)) return found;
      const page = pageOf(found.debits, limit, (debit) => debit.id);
      return { ...page, data: page.data.map(debitResponse) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/debits',
    permission: 'payments.write',
    summary: 'Announce a direct debit',
    description:
      'As early as the notice and the bank allow; the client is told at once. Not more than is needed.',
    body: z.strictObject({ amount: amount.optional().openapi({ description: 'Left out: what is needed.' }) }),
    bodyOptional: true,
    keyed: true,
    status: 201,
    response: debitShape,
    handle: async ({ context, id, body, key }) => debitOrRefusal(await requestDebit(context, id, body, key)),
  }),
];

const step = { permission: 'payments.write', response: debitShape } as const;

const debitRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/debits',
    permission: 'entries.read',
    summary: 'List direct debits of all accounts, newest first',
    query: pageQuery(CURSORS.id).extend({ state: z.enum(DEBIT_STATES).optional() }),
    response: pageResponse(debitShape),
    handle: async ({ context, query: { cursor: before, limit, state } }) => {
      const states = state === undefined ? DEBIT_STATES : [state];
      const page = pageOf(
        await loadTenantDebits(context, { states, limit: limit + 1, before }),
        limit,
        (debit) => debit.id,
      );
      return { ...page, data: page.data.map(debitResponse) };
    },
  }),
  defineRoute({
    ...step,
    method: 'post',
    path: '/v1/debits/{id}/cancel',
    summary: 'Cancel a direct debit before it is handed in',
    body: z.strictObject({}),
    bodyOptional: true,
    handle: async ({ context, id }) => debitOrRefusal(await cancelDebit(context, id, 'owner')),
  }),
  defineRoute({
    ...step,
    method: 'post',
    path: '/v1/debits/{id}/defer',
    summary: 'Put a direct debit off before it is handed in',
    body: z.strictObject({ collectOn: localDate }),
    handle: async ({ context, id, body }) => debitOrRefusal(await deferDebit(context, id, body.collectOn)),
  }),
  defineRoute({
    ...step,
    method: 'post',
    path: '/v1/debits/{id}/credit',
    summary: 'Record that the money of a direct debit came',
    description: 'Where no bank file says so. Posts the payment, once.',
    body: z.strictObject({ on: localDate.optional() }),
    bodyOptional: true,
    handle: async ({ context, id, body }) => debitOrRefusal(await creditByHand(context, id, body)),
  }),
  defineRoute({
    ...step,
    method: 'post',
    path: '/v1/debits/{id}/return',
    summary: 'Record that a direct debit came back',
    description: 'Where no bank file says so. Reverses the payment, and charges the fee, once.',
    body: z.strictObject({ code: z.string().max(4).optional() }),
    bodyOptional: true,
    handle: async ({ context, id, body }) => debitOrRefusal(await returnByHand(context, id, body)),
  }),
];

const fileRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/debit-files',
    permission: 'entries.read',
    summary: 'List files of direct debits for your bank, newest first',
    query: pageQuery(CURSORS.id),
    response: pageResponse(debitFileShape),
    handle: async ({ context, query: { cursor: before, limit } }) => {
      const page = pageOf(
        await loadDebitFiles(context, { limit: limit + 1, before }),
        limit,
        (file) => file.id,
      );
      return { ...page, data: page.data.map(debitFileResponse) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/debit-files',
    permission: 'payments.write',
    summary: 'Create a file of direct debits for your bank',
    description:
      'pain.008.001.08 of the debits that must be handed in by tomorrow, or of all that are announced. A debit is in exactly ' +
      'one file; fetch its bytes with `/content`.',
    body: z.strictObject({ all: z.boolean().optional() }),
    bodyOptional: true,
    keyed: true,
    status: 201,
    response: debitFileShape,
    handle: async ({ context, deps, body, key }) => {
      const file = await makeDebitFile({ ...context, secrets: deps.secrets }, body, key);
      return isRefusal(file) ? file : debitFileResponse(file);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/debit-files/{id}/content',
    permission: 'payments.write',
    summary: 'Download a file of direct debits as it was made',
    description: 'It has the IBANs of clients.',
    query: noQuery,
    response: z.string(),
    handle: ({ context, id }) => debitFile(context, id),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/debit-files/{id}/refuse',
    permission: 'payments.write',
    summary: 'Record that the bank refused a whole file',
    description: 'Its debits can be in another file then.',
    body: z.strictObject({ reason: z.string().min(1).max(300) }),
    response: debitFileShape,
    handle: async ({ context, id, body }) => {
      const file = await refuseDebitFile(context, id, body);
      return isRefusal(file) ? file : debitFileResponse(file);
    },
  }),
];

export const directDebitRoutes = [...settingsRoutes, ...accountRoutes, ...debitRoutes, ...fileRoutes];
