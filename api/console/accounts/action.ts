import { randomUUID } from 'node:crypto';
import type { z } from '@hono/zod-openapi';
import { type AccountDetails, loadAccount } from '../../../src/accounts/loadAccount.js';
import type { Permission } from '../../../src/auth/groups/permissions.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type Page,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../../web/page.js';
import { idOf } from './account.js';
import { accountPath } from './pages/accountPath.js';

const BASE = '/sites/{slug}/console/accounts/{id}';

export interface ActionView {
  readonly call: PageCall;
  readonly account: AccountDetails;
  readonly state: FormState;
  /** The address the form posts to. */
  readonly action: string;
  /** The account's own page. */
  readonly back: string;
  /** Idempotency key: a form sent twice acts once. Kept when the form is shown again. */
  readonly key: string;
}

interface AccountAction<Form> {
  /** Below the account. */
  readonly path: string;
  readonly access: Permission;
  readonly form: z.ZodType<Form>;
  readonly lists?: readonly string[];
  /** Not for an impersonator. */
  readonly isClosed?: true;
  readonly show: (view: ActionView) => PageContent | Promise<PageContent | Refusal>;
  /** Runs the action and returns a message, or returns a confirmation page. */
  readonly perform: (
    call: PageCall<Form>,
    account: AccountDetails,
  ) => Promise<string | Refusal | PageContent>;
}

/** A page with a form: shows it, runs its action, and shows it again with errors beside the fields. */
export function defineAction<Form>({
  path,
  access,
  form,
  lists,
  isClosed,
  show,
  perform,
}: AccountAction<Form>): Page[] {
  const onError = async (call: PageCall, state: FormState): Promise<PageContent | Refusal> => {
    const account = await loadAccount(call.context, idOf(call));
    if (isRefusal(account)) return account;
    const back = accountPath(call, account);
    const sent = state.values['key'];
    const key = typeof sent === 'string' && sent !== '' ? sent : randomUUID();
    return show({ call, account, state, action: call.http.req.path, back, key });
  };
  const open = isClosed === true ? {} : ({ impersonation: 'open' } as const);
  const common = { path: `${BASE}/${path}`, access, ...open };
  return [
    definePage({ ...common, method: 'get', handle: (call) => onError(call, UNTOUCHED) }),
    definePage({
      ...common,
      method: 'post',
      form,
      ...(lists === undefined ? {} : { lists }),
      handle: async (call: PageCall<Form>) => {
        const account = await loadAccount(call.context, idOf(call));
        if (isRefusal(account)) return account;
        const outcome = await perform(call, account);
        if (typeof outcome !== 'string') return outcome;
        return redirectTo(accountPath(call, account), outcome);
      },
      onError,
    }),
  ];
}

/** What a confirmation page needs that an action returns. */
export function viewOf(call: PageCall, account: AccountDetails): ActionView {
  const action = call.http.req.path;
  return { call, account, state: UNTOUCHED, action, back: accountPath(call, account), key: '' };
}
