import { raw } from 'hono/html';
import type { SecondFactorOffer } from '../../../src/auth/secondFactor/enrolSecondFactor.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { FormState, PageContent } from '../../web/page.js';
import { ActionButton, Field, Form, FormActions, OwnPassword } from '../../web/parts/forms.js';
import { Head } from '../../web/parts/parts.js';

/** Whether one's login has a second factor, and the way to the other state. */
export function factorPage({ site }: Session, isOn: boolean, state: FormState): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const up = { href: base, label: 'Your login' };
  const body = isOn ? (
    <>
      <Head
        title="Take your second factor away?"
        lead="Your password alone lets you in then, and your recovery codes are void. Other sessions end."
        up={up}
      />
      <Form action={`${base}/second-factor/remove`} state={state}>
        <OwnPassword state={state} />
        <FormActions submit="Take it away" back={base} backLabel="No, keep it" danger />
      </Form>
    </>
  ) : (
    <>
      <Head
        title="Set up a second factor"
        lead="Besides your password, a code from an app on your phone, new every half minute. Any authenticator app will do."
        up={up}
      />
      {state.complaint !== undefined && (
        <p class="flash bad" role="alert">
          {state.complaint}
        </p>
      )}
      <div class="actions">
        <ActionButton action={`${base}/second-factor`} label="Show me the code to scan" />
      </div>
    </>
  );
  return { title: 'Second factor', body };
}

/** What the app needs, once; null: it was shown, and the code typed was wrong. */
export function offerPage({ site }: Session, offer: SecondFactorOffer | null, state: FormState): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const body = (
    <>
      <Head
        title={offer === null ? 'Try the code once more' : 'Scan this with your app'}
        lead={
          offer === null
            ? 'The code changes every half minute; type the one that your app shows now.'
            : 'Then type the six digits it shows. Until you have, nothing changes.'
        }
        up={{ href: base, label: 'Your login' }}
      />
      {offer !== null && (
        <div class="once">
          <div class="qr" role="img" aria-label="A picture to scan with an authenticator app">
            {raw(offer.picture)}
          </div>
          <p class="small">
            Or type this into the app: <span class="code">{offer.secret}</span>
          </p>
        </div>
      )}
      <Form action={`${base}/second-factor/confirm`} state={state}>
        <Field
          name="code"
          label="Code"
          state={state}
          autocomplete="one-time-code"
          inputmode="numeric"
          required
          maxlength={100}
        />
        <div class="actions">
          <button type="submit" class="first">
            Turn it on
          </button>
          <a class="button" href={`${base}/second-factor`}>
            Begin again
          </a>
        </div>
      </Form>
    </>
  );
  return { title: 'Second factor', body };
}

/** The one time the recovery codes are shown. */
export function recoveryPage({ site }: Session, codes: readonly string[]): PageContent {
  const body = (
    <>
      <Head
        title="Your second factor is on"
        lead="Keep these codes where you keep important papers. Each lets you in once when your phone is gone; they are not shown again."
      />
      <div class="once">
        <ul>
          {codes.map((code) => (
            <li>
              <span class="code">{code}</span>
            </li>
          ))}
        </ul>
      </div>
      <div class="actions">
        <a class="button first" href={`/sites/${site.slug}/sessions`}>
          I have kept them
        </a>
      </div>
    </>
  );
  return { title: 'Recovery codes', body };
}
