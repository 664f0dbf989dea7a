import { z } from '@hono/zod-openapi';
import { refuseImpersonated } from '../../../src/auth/impersonation/refuseImpersonated.js';
import { isProviderKind } from '../../../src/billing/payment.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import {
  changeProvider,
  loadProviders,
  removeProvider,
  tryProvider,
} from '../../../src/payments/manageProviders.js';
import type { PaymentTools } from '../../../src/payments/openProvider.js';
import { changeSite, loadSettings } from '../../../src/sites/manageSites.js';
import { retryConnector, loadConnectors } from '../../../src/suspension/connectorHealth.js';
import { loadSilentMeters } from '../../../src/usage/loadSilentMeters.js';
import { createMeter, loadMeters } from '../../../src/usage/recordUsage.js';
import { SuspendedPage } from '../../public/pages/SuspendedPage.js';
import { meterName, shownName, text } from '../../v1/framework/fields.js';
import { siteSettings } from '../../v1/sites/siteShapes.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type Outcome,
  type PageCall,
  UNTOUCHED,
} from '../../web/page.js';
import { pageHtml } from '../../web/parts/Page.js';
import { emailDocument } from '../emails/emailDocument.js';
import { connectorAnswer, connectorsPage } from './pages/ConnectorsPage.js';
import { metersPage } from './pages/MetersPage.js';
import { providersPage } from './pages/ProvidersPage.js';
import { settingsPage } from './pages/SettingsPage.js';

const BASE = '/sites/{slug}/console/settings';
const CONNECTORS_SHOWN = 100;
const SILENT_METERS_SHOWN = 200;

const open = { access: 'settings.write', impersonation: 'open' } as const;

const business = siteSettings
  .pick({
    email: true,
    address: true,
    phone: true,
    paymentInstructions: true,
    defaultCreditLimit: true,
    taxName: true,
    taxPercent: true,
    taxNumber: true,
    suspendedWords: true,
  })
  .required()
  .extend({
    name: shownName,
    bankHolder: z.string().trim().max(70).optional(),
    bankIban: z.string().trim().max(50).optional(),
    bankBic: z.string().trim().max(20).optional(),
  })
  .extend(
    siteSettings.pick({
      breakerPercent: true,
      breakerAtLeast: true,
      lateUsageDays: true,
      promiseDays: true,
      promiseEveryDays: true,
      promiseUpTo: true,
    }).shape,
  );

const secret = z.string().trim().max(300);

export const settingsPages = [
  definePage({ ...open, method: 'get', path: BASE, handle: (call) => showSettings(call, UNTOUCHED) }),
  definePage({
    ...open,
    method: 'post',
    path: BASE,
    form: business,
    handle: async ({ context, form, slug, session, http }) => {
      const { name, bankHolder, bankIban, bankBic, ...business } = form;
      const hasBank = [bankHolder, bankIban, bankBic].some((each) => each !== undefined);
      const bankAccount = { holder: bankHolder, iban: bankIban, bic: bankBic };
      const settings = { ...business, ...(hasBank ? { bankAccount } : {}) };
      const changed = await changeSite(context, context.siteId, { name, settings });
      if (isRefusal(changed)) {
        const tried = { method: 'POST', route: http.req.path.replace(`/${slug}/`, '/{slug}/') };
        if (changed.refused === 'forbidden') await refuseImpersonated(context, session, tried);
        return onForm(changed);
      }
      return redirectTo(`/sites/${slug}/console/settings`, 'Saved.');
    },
    onError: showSettings,
  }),
  definePage({
    ...open,
    method: 'get',
    path: `${BASE}/suspended-page`,
    handle: async ({ context, session }) => {
      const settings = await loadSettings(context, session.site.id);
      const { email: address = '', phone = '', suspendedWords = '' } = settings;
      const contact = {
        name: settings.name,
        ...(address === '' ? {} : { email: address }),
        ...(phone === '' ? {} : { phone }),
      };
      const page = <SuspendedPage siteName="fenwick.example" contact={contact} customText={suspendedWords} />;
      return emailDocument(await pageHtml(page));
    },
  }),
  definePage({
    method: 'get',
    path: `${BASE}/meters`,
    access: 'meters.read',
    impersonation: 'open',
    handle: (call) => showMeters(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/meters`,
    access: 'meters.write',
    impersonation: 'open',
    form: z.strictObject({
      name: meterName,
      title: text(100),
      aggregation: z.enum(['sum', 'max', 'last', 'average']),
      unit: z.string().trim().max(30),
      chargeable: z.literal('yes').optional(),
    }),
    handle: async ({ context, form, slug }) => {
      const meter = await createMeter(context, { ...form, chargeable: form.chargeable === 'yes' });
      if (isRefusal(meter)) return meter;
      return redirectTo(
        `/sites/${slug}/console/settings/meters`,
        `Meter ${meter.title} added. Plans can now set a price for it.`,
      );
    },
    onError: showMeters,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/connectors`,
    access: 'sites.read',
    impersonation: 'open',
    query: z.strictObject({ after: z.uuid().optional() }),
    handle: async ({ context, session, query, now }) => {
      const page = { after: query.after, limit: CONNECTORS_SHOWN + 1 };
      const { troubled, all } = await loadConnectors(context, page);
      const shown = all.slice(0, CONNECTORS_SHOWN);
      const more = all.length > CONNECTORS_SHOWN ? shown[CONNECTORS_SHOWN - 1]?.siteId : undefined;
      return connectorsPage({
        session,
        troubled: troubled.slice(0, CONNECTORS_SHOWN),
        all: shown,
        more,
        now,
      });
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/connectors/{id}/ask`,
    access: 'sites.write',
    impersonation: 'open',
    handle: async ({ context, params, slug }) => {
      const health = await retryConnector(context, params['id'] ?? '');
      if (isRefusal(health)) return health;
      return redirectTo(`/sites/${slug}/console/settings/connectors`, connectorAnswer(health));
    },
  }),
  // Keys of payment providers are secret, so the page is closed to impersonators.
  definePage({
    method: 'get',
    path: `${BASE}/payments`,
    access: 'settings.write',
    handle: (call) => showProviders(call, UNTOUCHED),
  }),
  ...(['stripe', 'mollie'] as const).flatMap((kind) => [
    definePage({
      method: 'post',
      path: `${BASE}/payments/${kind}`,
      access: 'settings.write',
      form: z.strictObject({
        enabled: z.literal('yes').optional(),
        secretKey: secret.optional(),
        webhookSecret: secret.optional(),
        apiKey: secret.optional(),
      }),
      handle: (call) => setUpProvider(call, kind),
      onError: showProviders,
    }),
    definePage({
      method: 'post',
      path: `${BASE}/payments/${kind}/check`,
      access: 'settings.write',
      handle: async (call) => {
        const answer = await tryProvider(payingOf(call), kind);
        if (isRefusal(answer)) return answer;
        const said = answer.outcome === 'works' ? answer.says : `It does not work yet. ${answer.detail}`;
        return redirectTo(`/sites/${call.slug}/console/settings/payments`, said);
      },
    }),
    definePage({
      method: 'post',
      path: `${BASE}/payments/${kind}/forget`,
      access: 'settings.write',
      handle: async (call) => {
        const refusal = isProviderKind(kind)
          ? await removeProvider(payingOf(call), kind)
          : refuse('not_found', 'Unknown payment provider.');
        return refusal ?? redirectTo(`/sites/${call.slug}/console/settings/payments`, 'Keys removed.');
      },
    }),
  ]),
];

function payingOf({ context, deps, baseUrl }: PageCall): PageCall['context'] & PaymentTools {
  return { ...context, payments: deps.payments, baseUrl };
}

interface ProviderForm {
  readonly enabled?: 'yes' | undefined;
  readonly secretKey?: string | undefined;
  readonly webhookSecret?: string | undefined;
  readonly apiKey?: string | undefined;
}

async function setUpProvider(call: PageCall<ProviderForm>, kind: 'stripe' | 'mollie'): Promise<Outcome> {
  const { enabled, ...given } = call.form;
  // An empty field keeps the stored key.
  const keys = Object.fromEntries(
    Object.entries(given).filter((pair): pair is [string, string] => (pair[1] ?? '') !== ''),
  );
  const change = {
    enabled: enabled === 'yes',
    ...(Object.keys(keys).length === 0 ? {} : { keys }),
  };
  const view = await changeProvider(payingOf(call), kind, change);
  if (isRefusal(view)) return view;
  const said = view.enabled ? 'Online payment is on.' : 'Online payment is off.';
  return redirectTo(`/sites/${call.slug}/console/settings/payments`, said);
}

async function showSettings({ context, slug }: PageCall, state: FormState): Promise<Outcome> {
  return settingsPage({ slug, settings: await loadSettings(context, context.siteId), state });
}

async function showMeters({ context, session }: PageCall, state: FormState): Promise<Outcome> {
  const [meters, silentMeters] = await Promise.all([
    loadMeters(context),
    loadSilentMeters(context, SILENT_METERS_SHOWN),
  ]);
  return metersPage({ session, meters, silentMeters, state });
}

async function showProviders(call: PageCall, state: FormState): Promise<Outcome> {
  const views = await loadProviders(payingOf(call));
  const { payments } = call.deps;
  const providers = views.map((view) => ({ ...view, events: payments.eventsOf(view.provider) }));
  return providersPage({ slug: call.slug, providers, state });
}

const BANK_FIELDS: Readonly<Record<string, string>> = {
  holder: 'bankHolder',
  iban: 'bankIban',
  bic: 'bankBic',
};

/** The operation names these settings inside a larger body; the form has only them. */
function onForm(refusal: Refusal): Refusal {
  const { field } = refusal;
  if (field === undefined) return refusal;
  const [, part] = /^settings\.bankAccount\.(holder|iban|bic)$/.exec(field) ?? [];
  const own = part === undefined ? field.replace(/^settings\./, '') : BANK_FIELDS[part];
  return { ...refusal, ...(own === undefined ? {} : { field: own }) };
}
