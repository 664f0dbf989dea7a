import type { ProviderView } from '../../../../src/payments/manageProviders.js';
import { PROVIDER_NAMES } from '../../../public/pay/providerNames.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { ActionButton, Field, Form, isFor } from '../../../web/parts/forms.js';
import { Head, Pill } from '../../../web/parts/parts.js';

type Provider = ProviderView & { readonly events: readonly string[] };

interface ProvidersProps {
  readonly slug: string;
  readonly providers: readonly Provider[];
  readonly state: FormState;
}

const KEYS: Readonly<Record<string, readonly { readonly name: string; readonly label: string }[]>> = {
  stripe: [
    { name: 'secretKey', label: 'Secret key (sk_… or rk_…)' },
    { name: 'webhookSecret', label: 'Signing secret of the endpoint (whsec_…)' },
  ],
  mollie: [{ name: 'apiKey', label: 'API key (live_… or test_…)' }],
};

/** The providers for online payments. Keys are write-only; no page shows them again. */
export function providersPage({ slug, providers, state }: ProvidersProps): PageContent {
  const on = providers.filter(({ enabled }) => enabled).map(({ provider }) => PROVIDER_NAMES[provider]);
  const body = (
    <>
      <Head
        title={
          on.length === 0 ? 'Clients cannot pay online yet' : `Clients can pay online by ${on.join(' and ')}`
        }
        lead="Bank transfer, cash and cheque need no setup. Keys are stored encrypted and never shown again."
      />
      <div class="columns">
        {providers.map((provider) => (
          <ProviderForm slug={slug} provider={provider} state={state} />
        ))}
      </div>
    </>
  );
  return { title: 'Ways to pay', body };
}

interface ProviderFormProps {
  readonly slug: string;
  readonly provider: Provider;
  readonly state: FormState;
}

function ProviderForm({ slug, provider: view, state }: ProviderFormProps) {
  const { provider, enabled, set, webhookUrl, events } = view;
  const action = `/sites/${slug}/console/settings/payments/${provider}`;
  const own = isFor(state, action) ? state : undefined;
  return (
    <section>
      <h2>
        {PROVIDER_NAMES[provider]} {enabled && <Pill tone="good">On</Pill>}
      </h2>
      <Form action={action} state={state}>
        {(KEYS[provider] ?? []).map(({ name, label }) => (
          <Field
            name={name}
            id={`${provider}-${name}`}
            label={label}
            type="password"
            state={own}
            maxlength={300}
            autocomplete="off"
            {...(set.includes(name) ? { hint: 'Saved. Leave empty to keep it.' } : {})}
          />
        ))}
        <dl class="facts">
          <div>
            <dt>Webhook URL</dt>
            <dd>
              <code class="whole">{webhookUrl}</code>
              {!webhookUrl.startsWith('https:') && (
                <p class="small quiet">
                  {PROVIDER_NAMES[provider]} can call it once BASE_URL is a public https address.
                </p>
              )}
            </dd>
          </div>
          {events.length > 0 && (
            <div>
              <dt>Events</dt>
              <dd>
                <code class="whole">{events.join(', ')}</code>
              </dd>
            </div>
          )}
        </dl>
        <label class="choice">
          <input type="checkbox" name="enabled" value="yes" checked={enabled || set.length === 0} />
          <span>Enabled</span>
        </label>
        <div class="actions">
          <button type="submit" class="first">
            Save {PROVIDER_NAMES[provider]}
          </button>
        </div>
      </Form>
      {set.length > 0 && (
        <div class="actions">
          <ActionButton action={`${action}/check`} label="Check the key" about={PROVIDER_NAMES[provider]} />
          <ActionButton
            action={`${action}/forget`}
            label="Remove keys"
            about={PROVIDER_NAMES[provider]}
            danger
          />
        </div>
      )}
    </section>
  );
}
