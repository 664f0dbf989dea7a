import { z } from '@hono/zod-openapi';
import { changeAccount } from '../../../src/accounts/changeAccount.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { loadSettings } from '../../../src/sites/manageSites.js';
import { type ActionView, defineAction } from '../accounts/action.js';
import type { PageContent } from '../../web/page.js';
import { field, Form, FormActions } from '../../web/parts/forms.js';
import { Head } from '../../web/parts/parts.js';
import { PolicyFields } from './PolicyFields.js';
import { policyFields } from './policyForm.js';
import { onPolicyField, parsePolicyTexts } from './policyText.js';

/** The suspension policy of one client. */
export const accountPolicyActions = defineAction({
  path: 'suspension',
  access: 'accounts.write',
  form: policyFields.extend({ whose: z.enum(['all', 'own']) }),
  show: showPolicy,
  perform: async ({ context, form: { whose, ...texts } }, account) => {
    const own = whose === 'all' ? null : parsePolicyTexts(texts, account.currency);
    if (isRefusal(own)) return own;
    const changed = await changeAccount(context, account.id, { suspensionPolicy: own });
    if (isRefusal(changed)) return onPolicyField(changed);
    return own === null
      ? `${account.name} follows the suspension policy of all clients.`
      : `Suspension policy of ${account.name} saved.`;
  },
});

async function showPolicy({ call, account, state, action, back }: ActionView): Promise<PageContent> {
  const { name, currency, suspensionPolicy } = account;
  const { suspensionPolicy: general = {} } = await loadSettings(call.context, call.context.siteId);
  const body = (
    <>
      <Head
        title={`Suspension of ${name}`}
        lead="When the site is suspended after the limit is reached."
        up={{ href: back, label: name }}
      />
      <Form action={action} state={state} kind="wide">
        {field(state, 'whose', 'Policy', {
          value: suspensionPolicy === null ? 'all' : 'own',
          options: [
            { value: 'all', label: 'As for all clients (Settings, Suspension)' },
            { value: 'own', label: 'Own policy, as below' },
          ],
        })}
        <PolicyFields state={state} terms={suspensionPolicy ?? general} currency={currency} />
        <FormActions submit="Save" back={back} />
      </Form>
    </>
  );
  return { title: 'Suspension', body };
}
