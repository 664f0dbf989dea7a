import { changeAccount } from '../../../src/accounts/changeAccount.js';
import { openAccount, type OpenedAccount } from '../../../src/accounts/opening/openAccount.js';
import { loadAccount, loadAccounts } from '../../../src/accounts/loadAccount.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import type { AppDeps } from '../../deps.js';
import { CURSORS, noQuery, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { text } from '../framework/fields.js';
import { tag } from '../framework/recordShapes.js';
import { type Call, defineRoute } from '../framework/route.js';
import { formatAccount, workflowUrlOf } from './formatAccount.js';
import { accountResponse, accountChange, accountState, newAccount } from './accountShapes.js';

export const accountRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/accounts',
    permission: 'accounts.write',
    summary: 'Create an account with its plans and sites',
    body: newAccount,
    keyed: true,
    status: 201,
    response: accountResponse,
    handle: async ({ context, body, key, deps }) =>
      withWorkflowUrl(await openAccount(context, body, key, formatAccount), deps),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounts',
    permission: 'accounts.read',
    summary: 'List accounts',
    description: 'A page may have fewer items than `limit`. The last page has `next` null.',
    query: pageQuery(CURSORS.id).extend({
      state: accountState.optional(),
      externalId: text(200).optional(),
      tag: tag.optional().openapi({ description: 'Whatever its case and accents.' }),
    }),
    response: pageResponse(accountResponse),
    handle: async ({ context, query: { cursor, limit, state, externalId, tag }, deps }) => {
      const { accounts, isCut } = await loadAccounts(context, {
        limit: limit + 1,
        ...(cursor && { after: cursor }),
        ...(state && { state }),
        ...(externalId && { externalId }),
        ...(tag && { tag }),
      });
      const page = pageOf(accounts, limit, ({ id }) => id, isCut);
      return { ...page, data: page.data.map((account) => withWorkflowUrl(formatAccount(account), deps)) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}',
    permission: 'accounts.read',
    summary: 'Retrieve an account',
    query: noQuery,
    response: accountResponse,
    handle: loadAccountResponse,
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/accounts/{id}',
    permission: 'accounts.write',
    summary: 'Update an account',
    body: accountChange,
    response: accountResponse,
    handle: async (call) => {
      const changed = await changeAccount(call.context, call.id, call.body);
      return isRefusal(changed) ? changed : loadAccountResponse(call);
    },
  }),
];

/** The account of a call, in its current state. */
export async function loadAccountResponse({ context, id, deps }: Call): Promise<object> {
  const account = await loadAccount(context, id);
  return isRefusal(account) ? account : withWorkflowUrl(formatAccount(account), deps);
}

function withWorkflowUrl(account: OpenedAccount | Refusal, deps: AppDeps): object {
  return isRefusal(account) ? account : { ...account, workflowUrl: workflowUrlOf(account.id, deps) };
}
