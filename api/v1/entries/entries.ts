import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { loadEntries } from '../../../src/ledger/loadHistory.js';
import { reverseEntry } from '../../../src/ledger/reverseEntry.js';
import { disputeEntry, resolveDispute } from '../../../src/payments/disputeEntry.js';
import { entryResponse, entryShape } from '../framework/responses.js';
import { amount, boundedText } from '../framework/fields.js';
import { CURSORS, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { entryOrRefusal } from './money.js';

const reason = boundedText(500);

export const entryRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/entries',
    permission: 'entries.read',
    summary: 'List entries, newest first',
    query: pageQuery(CURSORS.number),
    response: pageResponse(entryShape),
    handle: async ({ context, id, query: { cursor, limit } }) => {
      const before = cursor === undefined ? {} : { beforeNumber: Number(cursor) };
      const entries = await loadEntries(context, id, { limit: limit + 1, ...before });
      if (isRefusal(entries)) return entries;
      const page = pageOf(entries, limit, (entry) => String(entry.number));
      return { ...page, data: page.data.map(entryResponse) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/entries/{id}/reverse',
    permission: 'entries.write',
    summary: 'Reverse an entry and its tax',
    description: 'If a part was corrected before, the remainder is reversed.',
    body: z.strictObject({ reason: reason.optional() }),
    bodyOptional: true,
    keyed: true,
    status: 201,
    response: entryShape,
    handle: async ({ context, id, body, key }) => entryOrRefusal(await reverseEntry(context, id, body, key)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/entries/{id}/dispute',
    permission: 'entries.write',
    summary: 'Dispute an entry',
    description:
      'The entry is left out of headroom until the dispute is resolved. For a payment, `amount` disputes a ' +
      'part.',
    body: z.strictObject({ reason, amount: amount.optional() }),
    response: entryShape,
    handle: async ({ context, id, body }) => entryOrRefusal(await disputeEntry(context, id, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/entries/{id}/resolve',
    permission: 'entries.write',
    summary: 'Resolve a dispute',
    body: z.strictObject({ outcome: z.enum(['upheld', 'dismissed']), reason: reason.optional() }),
    keyed: true,
    response: entryShape,
    handle: async ({ context, id, body, key }) =>
      entryOrRefusal(await resolveDispute(context, id, body, key)),
  }),
];
