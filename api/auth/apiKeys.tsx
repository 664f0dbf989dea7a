import { z } from '@hono/zod-openapi';
import { PERMISSIONS } from '../../src/auth/groups/permissions.js';
import { issueApiKey, loadApiKeys, revokeApiKey } from '../../src/auth/keys/apiKeys.js';
import { isRefusal, type Refusal, refuse } from '../../src/core/values/refusal.js';
import { startOfDay } from '../../src/core/values/zone.js';
import { localDate, name } from '../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../web/page.js';
import { Confirm } from '../web/parts/forms.js';
import { apiKeysPage, keyMadePage, newKeyPage } from './pages/ApiKeysPage.js';

const BASE = '/sites/{slug}/api-keys';
const SHOWN_MAX = 1_000;
const NO_KEY = refuse('not_found', 'Active API key not found.');

export const apiKeyPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'keys.read',
    handle: async ({ context, session }) =>
      apiKeysPage(session, await loadApiKeys(context.sql, context.siteId, { limit: SHOWN_MAX }), context.now),
  }),
  definePage({
    method: 'get',
    path: `${BASE}/new`,
    access: 'keys.write',
    handle: (call) => showNew(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/new`,
    access: 'keys.write',
    form: z.strictObject({
      name,
      permissions: z.array(z.enum(PERMISSIONS)).default([]),
      everything: z.literal('yes').optional(),
      expires: z.union([z.literal(''), localDate]).optional(),
    }),
    lists: ['permissions'],
    handle: makeKey,
    onError: showNew,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/{id}/revoke`,
    access: 'keys.write',
    handle: (call) => showRevoke(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/revoke`,
    access: 'keys.write',
    handle: async (call) => {
      const { context, params, deps, slug } = call;
      const id = params['id'] ?? '';
      const revoked = await revokeApiKey(context.sql, context, { id, siteId: context.siteId });
      if (isRefusal(revoked)) return revoked;
      deps.keyRing.forget(id);
      return redirectTo(`/sites/${slug}/api-keys`, 'API key revoked.');
    },
    onError: showRevoke,
  }),
];

interface KeyForm {
  readonly name: string;
  readonly permissions: readonly (typeof PERMISSIONS)[number][];
  readonly everything?: 'yes' | undefined;
  readonly expires?: string | undefined;
}

/** Shows the key in the response itself: it must not be stored anywhere it could be read again, such as a cookie. */
async function makeKey({ context, session, form }: PageCall<KeyForm>): Promise<PageContent | Refusal> {
  const { name, permissions, everything, expires = '' } = form;
  if (everything === undefined && permissions.length === 0) {
    return refuse('invalid', 'Select at least one permission.', 'permissions');
  }
  const request = {
    siteId: context.siteId,
    name,
    permissions: everything === 'yes' ? null : permissions,
    expiresAt: expires === '' ? null : startOfDay(expires, 'UTC'),
  };
  const made = await issueApiKey(context.sql, { ...context, permissions: session.permissions }, request);
  if (isRefusal(made)) {
    return made.field === 'expiresAt' ? { ...made, field: 'expires' } : made;
  }
  return keyMadePage(session, { name, key: made.key });
}

function showNew({ session }: PageCall, state: FormState): Promise<PageContent> {
  return Promise.resolve(newKeyPage(session, state));
}

async function showRevoke(
  { context, params, slug }: PageCall,
  state: FormState,
): Promise<PageContent | Refusal> {
  const keys = await loadApiKeys(context.sql, context.siteId, { limit: SHOWN_MAX });
  const key = keys.find(({ id, revokedAt }) => id === params['id'] && revokedAt === null);
  if (key === undefined) return NO_KEY;
  const base = `/sites/${slug}/api-keys`;
  const body = (
    <Confirm
      question={`Revoke the key “${key.name}”?`}
      effects={[
        'Programs that use this key lose access within seconds. A revoked key cannot be restored.',
        'Changes that were made with it stay, and stay in the audit log.',
      ]}
      action={`${base}/${key.id}/revoke`}
      button="Revoke key"
      back={base}
      state={state}
    />
  );
  return { title: 'Revoke key', body };
}
