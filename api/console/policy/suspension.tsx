import { isRefusal } from '../../../src/core/values/refusal.js';
import { changeSite, loadSettings } from '../../../src/sites/manageSites.js';
import {
  definePage,
  type FormState,
  type Outcome,
  type PageCall,
  redirectTo,
  UNTOUCHED,
} from '../../web/page.js';
import { Form, FormActions } from '../../web/parts/forms.js';
import { Head } from '../../web/parts/parts.js';
import { PolicyFields } from './PolicyFields.js';
import { policyFields } from './policyForm.js';
import { onPolicyField, parsePolicyTexts } from './policyText.js';

const PATH = '/sites/{slug}/console/settings/suspension';
const open = { path: PATH, access: 'settings.write', impersonation: 'open' } as const;

/** The suspension policy of all clients. */
export const suspensionPages = [
  definePage({ ...open, method: 'get', handle: (call) => showPolicy(call, UNTOUCHED) }),
  definePage({
    ...open,
    method: 'post',
    form: policyFields,
    handle: async ({ context, form, slug }) => {
      const suspensionPolicy = parsePolicyTexts(form);
      if (isRefusal(suspensionPolicy)) return suspensionPolicy;
      const changed = await changeSite(context, context.siteId, { settings: { suspensionPolicy } });
      if (isRefusal(changed)) return onPolicyField(changed);
      return redirectTo(
        `/sites/${slug}/console/settings/suspension`,
        'Saved. The dates of your clients follow in a moment.',
      );
    },
    onError: showPolicy,
  }),
];

async function showPolicy({ context, slug }: PageCall, state: FormState): Promise<Outcome> {
  const { suspensionPolicy = {} } = await loadSettings(context, context.siteId);
  const action = `/sites/${slug}/console/settings/suspension`;
  const body = (
    <>
      <Head
        title={
          Object.keys(suspensionPolicy).length === 0
            ? 'Clients are suspended at their limit'
            : 'When clients are suspended'
        }
        lead="Delays suspensions for the limit. A client may have a policy of its own, a payment promise or a hold."
      />
      <Form action={action} state={state} kind="wide">
        <PolicyFields state={state} terms={suspensionPolicy} />
        <FormActions submit="Save" />
      </Form>
    </>
  );
  return { title: 'Suspension', body };
}
