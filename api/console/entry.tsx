import { z } from '@hono/zod-openapi';
import { isRefusal, type Refusal } from '../../src/billing/index.js';
import {
  disputeEntry,
  explainEntry,
  type ExplainedEntry,
  readAccount,
  resolveDispute,
  reverseEntry,
} from '../../src/operations/index.js';
import { definePage, type Shown } from '../site/page.js';
import { idOf } from './account.js';
import { type ActView, defineAct } from './act.js';
import { key, optional, reason } from './fields.js';
import { entryPage } from './pages/EntryPage.js';
import { disputePage, resolvePage, reversePage } from './pages/entryForms.js';

const PATH = 'entries/{entryId}';

type ShowEntry = (view: ActView, explained: ExplainedEntry) => Shown;

/** A form about one entry, which must be one of the account's. */
function about(show: ShowEntry) {
  return async (view: ActView): Promise<Shown | Refusal> => {
    const explained = await explainEntry(view.call.context, view.account.id, entryIdOf(view.call));
    return isRefusal(explained) ? explained : show(view, explained);
  };
}

function entryIdOf({ params }: { readonly params: Readonly<Record<string, string>> }): string {
  return params['entryId'] ?? '';
}

export const entryPages = [
  definePage({
    method: 'get',
    path: `/sites/{slug}/console/accounts/{id}/${PATH}`,
    access: 'entries.read',
    impersonation: 'open',
    handle: async (call) => {
      const account = await readAccount(call.context, idOf(call));
      if (isRefusal(account)) return account;
      const explained = await explainEntry(call.context, account.id, entryIdOf(call));
      return isRefusal(explained) ? explained : entryPage({ call, account, explained });
    },
  }),
  ...defineAct({
    path: `${PATH}/reverse`,
    access: 'entries.write',
    form: z.strictObject({ key, reason: optional(reason) }),
    show: about(reversePage),
    perform: async (call, account) => {
      const explained = await explainEntry(call.context, account.id, entryIdOf(call));
      if (isRefusal(explained)) return explained;
      const reversal = await reverseEntry(
        call.context,
        explained.entry.id,
        { reason: call.form.reason },
        call.form.key,
      );
      return isRefusal(reversal)
        ? reversal
        : `No. ${explained.entry.number} is reversed by no. ${reversal.number}.`;
    },
  }),
  ...defineAct({
    path: `${PATH}/dispute`,
    access: 'entries.write',
    form: z.strictObject({ reason }),
    show: about(disputePage),
    perform: async (call, account) => {
      const explained = await explainEntry(call.context, account.id, entryIdOf(call));
      if (isRefusal(explained)) return explained;
      const disputed = await disputeEntry(call.context, explained.entry.id, call.form);
      return isRefusal(disputed)
        ? disputed
        : `No. ${disputed.number} is in dispute: it does not count for the limit.`;
    },
  }),
  ...defineAct({
    path: `${PATH}/resolve`,
    access: 'entries.write',
    form: z.strictObject({ outcome: z.enum(['dismissed', 'upheld']), reason: optional(reason) }),
    show: about(resolvePage),
    perform: async (call, account) => {
      const explained = await explainEntry(call.context, account.id, entryIdOf(call));
      if (isRefusal(explained)) return explained;
      const { outcome, reason: why } = call.form;
      const resolved = await resolveDispute(call.context, explained.entry.id, { outcome, reason: why });
      if (isRefusal(resolved)) return resolved;
      return outcome === 'upheld'
        ? `No. ${resolved.number} is reversed.`
        : `No. ${resolved.number} counts again.`;
    },
  }),
];
