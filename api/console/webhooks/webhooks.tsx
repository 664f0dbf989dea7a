import { z } from '@hono/zod-openapi';
import { EVENT_TYPES } from '../../../src/core/values/eventTypes.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import {
  addEndpoint,
  changeEndpoint,
  loadAnswers,
  loadEndpoint,
  loadEndpoints,
  removeEndpoint,
  rotateSecret,
  sendAgain,
  sendTest,
} from '../../../src/events/manageEndpoints.js';
import { isReceived, type WebhookTools } from '../../../src/events/postEvent.js';
import type { WebhookAnswer } from '../../../src/store/events/endpoints.js';
import { eventResponse } from '../../v1/events/eventShapes.js';
import {
  definePage,
  type FormState,
  type Outcome,
  type PageCall,
  redirectTo,
  UNTOUCHED,
} from '../../web/page.js';
import { Confirm } from '../../web/parts/forms.js';
import { secretPage, webhooksPage } from './WebhooksPage.js';

const PATH = '/sites/{slug}/console/settings/webhooks';
const ANSWERS_SHOWN = 10;

/** Endpoints have secrets, so no impersonator may open these pages. */
const own = { access: 'settings.write' } as const;

export const webhookPages = [
  definePage({ ...own, method: 'get', path: PATH, handle: (call) => show(call, UNTOUCHED) }),
  definePage({
    ...own,
    method: 'post',
    path: PATH,
    form: z.strictObject({
      url: z.string().trim().max(2_000),
      types: z.array(z.enum(EVENT_TYPES)).default([]),
    }),
    lists: ['types'],
    handle: async (call) => {
      const { url, types } = call.form;
      const made = await addEndpoint(sendingOf(call), { url, types: types.length === 0 ? null : types });
      return isRefusal(made) ? made : secretPage(call.slug, made);
    },
    onError: show,
  }),
  definePage({
    ...own,
    method: 'post',
    path: `${PATH}/{id}/test`,
    handle: async (call) => answered(call, await sendTest(sendingOf(call), call.params['id'] ?? '')),
    onError: show,
  }),
  definePage({
    ...own,
    method: 'post',
    path: `${PATH}/{id}/send`,
    form: z.strictObject({ eventId: z.string().max(100) }),
    handle: async (call) => {
      const id = call.params['id'] ?? '';
      return answered(call, await sendAgain(sendingOf(call), id, call.form.eventId, eventResponse));
    },
    onError: show,
  }),
  definePage({
    ...own,
    method: 'post',
    path: `${PATH}/{id}/turn`,
    form: z.strictObject({ enabled: z.enum(['yes', 'no']) }),
    handle: async (call) => {
      const enabled = call.form.enabled === 'yes';
      const changed = await changeEndpoint(sendingOf(call), call.params['id'] ?? '', { enabled });
      if (isRefusal(changed)) return changed;
      return back(call, enabled ? 'Turned on. It gets the events since it stopped.' : 'Turned off.');
    },
    onError: show,
  }),
  definePage({
    ...own,
    method: 'post',
    path: `${PATH}/{id}/rotate`,
    handle: async (call) => {
      const made = await rotateSecret(sendingOf(call), call.params['id'] ?? '');
      return isRefusal(made) ? made : secretPage(call.slug, made);
    },
    onError: show,
  }),
  definePage({ ...own, method: 'get', path: `${PATH}/{id}/delete`, handle: (call) => ask(call, UNTOUCHED) }),
  definePage({
    ...own,
    method: 'post',
    path: `${PATH}/{id}/delete`,
    handle: async (call) => {
      const refused = await removeEndpoint(sendingOf(call), call.params['id'] ?? '');
      return refused ?? back(call, 'Deleted.');
    },
    onError: ask,
  }),
];

function sendingOf<Form>({ context, deps }: PageCall<Form>): PageCall['context'] & WebhookTools {
  return { ...context, webhooks: deps.webhooks };
}

function back({ slug }: Pick<PageCall, 'slug'>, said: string): Outcome {
  return redirectTo(`/sites/${slug}/console/settings/webhooks`, said);
}

function answered(
  call: Pick<PageCall, 'slug'>,
  answer: WebhookAnswer | Extract<Outcome, { readonly refused: unknown }>,
): Outcome {
  if (isRefusal(answer)) return answer;
  const { status, error } = answer;
  if (isReceived(answer)) return back(call, `Received: the answer was ${status ?? ''}.`);
  return back(call, status === null ? (error ?? '') : `Not received: the answer was ${status}.`);
}

async function show({ context, slug }: PageCall, state: FormState): Promise<Outcome> {
  const endpoints = await loadEndpoints(context);
  const shown = await Promise.all(
    endpoints.map(async (endpoint) => {
      const answers = await loadAnswers(context, endpoint.id, ANSWERS_SHOWN);
      return { ...endpoint, answers: isRefusal(answers) ? [] : answers };
    }),
  );
  return webhooksPage({ slug, endpoints: shown, state });
}

async function ask({ context, params, slug }: PageCall, state: FormState): Promise<Outcome> {
  const endpoint = await loadEndpoint(context, params['id'] ?? '');
  if (isRefusal(endpoint)) return endpoint;
  const base = `/sites/${slug}/console/settings/webhooks`;
  const body = (
    <Confirm
      question={`Delete the endpoint ${new URL(endpoint.url).host}?`}
      effects={['It gets no more events, and its answers are deleted. Events stay in the list of the API.']}
      action={`${base}/${endpoint.id}/delete`}
      button="Delete endpoint"
      back={base}
      state={state}
    />
  );
  return { title: 'Delete endpoint', body };
}
