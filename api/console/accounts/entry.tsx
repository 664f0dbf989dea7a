import { z } from '@hono/zod-openapi';
import { loadAccount } from '../../../src/accounts/loadAccount.js';
import { loadActorNames } from '../../../src/core/loadActorNames.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import { type ExplainedEntry, explainEntry } from '../../../src/ledger/explainEntry.js';
import { reverseEntry } from '../../../src/ledger/reverseEntry.js';
import { disputeEntry, resolveDispute } from '../../../src/payments/disputeEntry.js';
import { loadRefundable, type Refundable, refundPayment } from '../../../src/payments/refundPayment.js';
import { PROVIDER_NAMES } from '../../public/pay/providerNames.js';
import { definePage, type PageCall, type PageContent } from '../../web/page.js';
import { idOf } from './account.js';
import { type ActionView, defineAction } from './action.js';
import { entryPage } from './entries/EntryPage.js';
import { disputePage, entryRefundPage, resolvePage, reversePage } from './entries/entryForms.js';
import { amount, key, optional, reason } from './fields.js';

const PATH = 'entries/{entryId}';

type ShowEntry = (view: ActionView, explained: ExplainedEntry) => PageContent;

/** A form about one entry of the account. */
function about(show: ShowEntry) {
  return async (view: ActionView): Promise<PageContent | Refusal> => {
    const explained = await explainEntry(view.call.context, view.account.id, entryIdOf(view.call));
    return isRefusal(explained) ? explained : show(view, explained);
  };
}

function entryIdOf({ params }: { readonly params: Readonly<Record<string, string>> }): string {
  return params['entryId'] ?? '';
}

const NOT_BY_PROVIDER = refuse(
  'conflict',
  'This payment cannot be refunded by a provider. If you refund it another way, record the refund.',
);

/** The amount a provider can refund of an entry that was not reversed; nothing while it is in dispute. */
async function refundableOf(
  { context }: Pick<PageCall, 'context'>,
  { entry, disputed, reversedBy }: ExplainedEntry,
): Promise<Refundable | undefined> {
  return disputed || reversedBy !== undefined ? undefined : loadRefundable(context, entry);
}

export const entryPages = [
  definePage({
    method: 'get',
    path: `/sites/{slug}/console/accounts/{id}/${PATH}`,
    access: 'entries.read',
    impersonation: 'open',
    handle: async (call) => {
      const account = await loadAccount(call.context, idOf(call));
      if (isRefusal(account)) return account;
      const explained = await explainEntry(call.context, account.id, entryIdOf(call));
      if (isRefusal(explained)) return explained;
      const voiders = (explained.line?.voided ?? []).map(({ voidedBy }) => voidedBy);
      const [refundable, names] = await Promise.all([
        refundableOf(call, explained),
        loadActorNames(call.context, voiders),
      ]);
      return entryPage({ call, account, explained, refundable, names });
    },
  }),
  ...defineAction({
    path: `${PATH}/refund`,
    access: 'payments.write',
    form: z.strictObject({ key, amount }),
    show: async (view) => {
      const explained = await explainEntry(view.call.context, view.account.id, entryIdOf(view.call));
      if (isRefusal(explained)) return explained;
      const refundable = await refundableOf(view.call, explained);
      return refundable === undefined ? NOT_BY_PROVIDER : entryRefundPage(view, explained, refundable);
    },
    perform: async (call, account) => {
      const explained = await explainEntry(call.context, account.id, entryIdOf(call));
      if (isRefusal(explained)) return explained;
      const { context, deps, baseUrl, form } = call;
      const tools = { ...context, payments: deps.payments, baseUrl };
      const refunded = await refundPayment(tools, explained.entry.id, { amount: form.amount }, form.key);
      if (isRefusal(refunded)) return refunded;
      const given = `${form.amount} ${explained.entry.currency}`;
      const name = PROVIDER_NAMES[refunded.provider];
      return refunded.outcome === 'refunded'
        ? `${given} is being refunded to ${account.name} by ${name}.`
        : `The refund of ${given} was sent to ${name}. It is posted when ${name} confirms it.`;
    },
  }),
  ...defineAction({
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
  ...defineAction({
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
        : `No. ${disputed.number} is in dispute. It does not count towards the limit.`;
    },
  }),
  ...defineAction({
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
        : `No. ${resolved.number} counts towards the limit again.`;
    },
  }),
];
