import { z } from '@hono/zod-openapi';
import { findAccountIds } from '../../../src/accounts/loadConsole.js';
import type { Permission } from '../../../src/auth/groups/permissions.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import { type Bulk, BULK_MAX } from '../../../src/tasks/bulk/bulk.js';
import { loadBulk } from '../../../src/tasks/bulk/loadBulk.js';
import { type BulkEffect, type BulkPreview, previewBulk } from '../../../src/tasks/bulk/previewBulk.js';
import { startBulk, undoBulk } from '../../../src/tasks/bulk/startBulk.js';
import { amount, category, currency, idText, localDate, text } from '../framework/fields.js';
import { noQuery } from '../framework/paging.js';
import { tag } from '../framework/recordShapes.js';
import { idResponse, instantText, isoOrNull, money } from '../framework/responses.js';
import { type Call, defineRoute, type Route } from '../framework/route.js';
import { accountState } from './accountShapes.js';

const chosen = {
  accounts: z.array(idText).max(BULK_MAX).optional(),
  matching: z
    .strictObject({
      search: text(100).optional(),
      state: z.union([accountState, z.literal('open')]).default('open'),
      tag: tag.optional(),
      planId: z.uuid().optional(),
      currency: currency.optional(),
      owes: z.boolean().optional(),
    })
    .optional()
    .openapi({ description: 'Instead of `accounts`: all that match.' }),
  preview: z
    .boolean()
    .default(false)
    .openapi({ description: 'Only computes the effect; nothing is written.' }),
};

type Chosen = z.infer<z.ZodObject<typeof chosen>>;

const outlook = z.object({ balance: money, headroom: money, limitDate: instantText.nullable() });

const bulkResponse = z
  .object({
    id: idResponse,
    title: z.string(),
    total: z.int(),
    done: z.int(),
    failed: z.int(),
    finishedAt: instantText.nullable(),
    undoneBy: idResponse.nullable(),
    accounts: z
      .array(
        z.object({
          id: idResponse.nullable(),
          done: z.boolean(),
          reason: z.string().nullable(),
          entryId: idResponse.nullable(),
        }),
      )
      .openapi({ description: 'The accounts it has ended with.' }),
  })
  .openapi('Bulk');

const previewResponse = z
  .object({
    accounts: z.array(
      z.object({
        id: idResponse,
        name: z.string(),
        currency: z.string(),
        refused: z.string().nullable(),
        amount: money.openapi({ description: 'What is posted, tax included; positive credits the client.' }),
        before: outlook,
        after: outlook,
        becomes: z.enum(['active', 'suspended']).nullable(),
      }),
    ),
    totals: z.array(z.object({ currency: z.string(), amount: money, accounts: z.int() })),
    done: z.int(),
    refused: z.int(),
    suspended: z.int(),
  })
  .openapi('BulkPreview');

interface BulkRoute<Fields extends z.ZodRawShape> {
  readonly action: string;
  /** That of the action on one account. */
  readonly permission: Permission;
  readonly summary: string;
  readonly fields: Fields;
  readonly read: (fields: z.infer<z.ZodObject<Fields>>) => Bulk;
}

function bulkRoute<Fields extends z.ZodRawShape>(bulk: BulkRoute<Fields>): Route {
  const { action, permission, summary, fields, read } = bulk;
  return defineRoute({
    method: 'post',
    path: `/v1/bulk/${action}`,
    permission,
    summary,
    description:
      `For up to ${BULK_MAX} accounts. With \`preview\`, returns the effect on each and writes nothing; otherwise starts ` +
      'a task, which up to 10 accounts finish at once.',
    body: z.strictObject({ ...chosen, ...fields }),
    keyed: true,
    response: z.object({ preview: previewResponse.nullable(), bulk: bulkResponse.nullable() }),
    handle: async (call) => {
      // Safe: the body was read by the schema above.
      const body = call.body as unknown as Chosen & z.infer<z.ZodObject<Fields>>;
      const accounts = await chosenBy(call, body);
      if (isRefusal(accounts)) return accounts;
      const wanted = read(body);
      if (body.preview) {
        const preview = await previewBulk(call.context, accounts, wanted);
        return isRefusal(preview) ? preview : { preview: formatPreview(preview), bulk: null };
      }
      const task = await startBulk(call.context, accounts, { bulk: wanted, title: summary }, call.key);
      return isRefusal(task) ? task : { preview: null, bulk: await formatBulk(call, task.id) };
    },
  });
}

async function chosenBy(
  { context }: Pick<Call, 'context'>,
  { accounts, matching }: Chosen,
): Promise<readonly string[] | Refusal> {
  if ((accounts === undefined) === (matching === undefined))
    return refuse('invalid', 'Give either accounts or matching.', 'accounts');
  if (accounts !== undefined) return accounts;
  return findAccountIds(context, matching ?? {}, BULK_MAX + 1);
}

function formatPreview({ effects, totals, counts }: BulkPreview): object {
  return {
    accounts: effects.map(formatEffect),
    totals: totals.map((total) => ({ ...total, amount: formatAmount(total.amount, total.currency) })),
    ...counts,
  };
}

function formatEffect({ accountId, name, currency: code, refused, becomes, ...effect }: BulkEffect): object {
  const outlookIn = ({ balance, headroom, limitDate }: BulkEffect['after']): object => ({
    balance: formatAmount(balance, code),
    headroom: formatAmount(headroom, code),
    limitDate: isoOrNull(limitDate),
  });
  return {
    ...{ id: accountId, name, currency: code, refused, becomes },
    amount: formatAmount(effect.amount, code),
    before: outlookIn(effect.before),
    after: outlookIn(effect.after),
  };
}

async function formatBulk({ context }: Pick<Call, 'context'>, id: string): Promise<object> {
  const found = await loadBulk(context, id);
  if (isRefusal(found)) return found;
  const { task, lines } = found;
  return {
    ...{ id, title: task.title, total: task.total, done: task.done, failed: task.failed },
    finishedAt: isoOrNull(task.finishedAt),
    undoneBy: task.input['undoneBy'] ?? null,
    accounts: lines.map(({ accountId, failed, detail, input }) => ({
      id: accountId,
      done: !failed,
      reason: detail,
      entryId: (input['done'] as { readonly entryId?: string } | undefined)?.entryId ?? null,
    })),
  };
}

const description = text(500);
const reason = text(500);

export const bulkRoutes: readonly Route[] = [
  bulkRoute({
    action: 'charge',
    permission: 'charges.write',
    summary: 'Charge many accounts',
    fields: { amount, description, category },
    read: ({ amount, description, category }) => ({ action: 'charge', amount, description, category }),
  }),
  bulkRoute({
    action: 'adjust',
    permission: 'entries.write',
    summary: 'Adjust many accounts',
    fields: { amount, description },
    read: ({ amount, description }) => ({ action: 'adjust', amount, description }),
  }),
  bulkRoute({
    action: 'hold',
    permission: 'accounts.write',
    summary: 'Hold many accounts',
    fields: { reason },
    read: ({ reason }) => ({ action: 'hold', reason }),
  }),
  bulkRoute({
    action: 'release',
    permission: 'accounts.write',
    summary: 'Release many accounts',
    fields: {},
    read: () => ({ action: 'release' }),
  }),
  bulkRoute({
    action: 'exempt',
    permission: 'accounts.write',
    summary: 'Exempt many accounts',
    fields: {
      until: localDate.nullable().openapi({
        description: 'The last day without a suspension, in each account’s time zone. Null ends exemptions.',
      }),
      reason: reason.optional(),
    },
    read: ({ until, reason }) => ({ action: 'exempt', until, reason }),
  }),
  bulkRoute({
    action: 'plan',
    permission: 'accounts.write',
    summary: 'Change the plans of many accounts',
    fields: {
      plans: z.array(idText).max(20),
      effective: z.union([z.literal('period'), localDate]).default('period'),
    },
    read: ({ plans, effective }) => ({ action: 'plan', plans, effective }),
  }),
  bulkRoute({
    action: 'tag',
    permission: 'accounts.write',
    summary: 'Tag many accounts',
    fields: { tag },
    read: ({ tag }) => ({ action: 'tag', tag }),
  }),
  bulkRoute({
    action: 'untag',
    permission: 'accounts.write',
    summary: 'Remove a tag from many accounts',
    fields: { tag },
    read: ({ tag }) => ({ action: 'untag', tag }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/bulk/{id}',
    permission: 'accounts.read',
    summary: 'Retrieve a bulk action',
    query: noQuery,
    response: bulkResponse,
    handle: (call) => formatBulk(call, call.id),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/bulk/{id}/reverse',
    permission: 'entries.write',
    summary: 'Reverse the charges or adjustments of a bulk action',
    description: 'By a linked reversal each. A second call returns the same.',
    body: z.strictObject({}),
    bodyOptional: true,
    response: bulkResponse,
    handle: (call) => undone(call, 'reverse'),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/bulk/{id}/undo',
    permission: 'accounts.write',
    summary: 'Undo holds, exemptions or tags of a bulk action',
    description: 'Within a minute of its end. A second call returns the same.',
    body: z.strictObject({}),
    bodyOptional: true,
    response: bulkResponse,
    handle: (call) => undone(call, 'restore'),
  }),
];

async function undone(call: Pick<Call, 'context' | 'id'>, kind: 'reverse' | 'restore'): Promise<object> {
  const task = await undoBulk(call.context, call.id, kind);
  return isRefusal(task) ? task : formatBulk(call, task.id);
}
