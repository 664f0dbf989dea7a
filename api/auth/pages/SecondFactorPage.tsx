import { raw } from 'hono/html';
import type { SecondFactorOffer } from '../../../src/auth/secondFactor/enrolSecondFactor.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { FormState, PageContent } from '../../web/page.js';
import { ActionButton, field, Form, FormActions, OwnPassword } from '../../web/parts/forms.js';
import { Head } from '../../web/parts/parts.js';

/** Whether the user's login has a second factor, and the form to turn it on or off. */
export function factorPage({ site }: Session, isOn: boolean, state: FormState): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const up = { href: base, label: 'Your login' };
  const body = isOn ? (
    <>
      <Head
        title="Turn off two-factor authentication?"
        lead="You log in with the password only. Your recovery codes become invalid. Other sessions end."
        up={up}
      />
      <Form action={`${base}/second-factor/remove`} state={state}>
        <OwnPassword state={state} />
        <FormActions submit="Turn off" back={base} backLabel="Cancel" danger />
      </Form>
    </>
  ) : (
    <>
      <Head
        title="Set up two-factor authentication"
        lead="You log in with your password and a code from an authenticator app."
        up={up}
      />
      {state.complaint !== undefined && (
        <p class="flash bad" role="alert">
          {state.complaint}
        </p>
      )}
      <div class="actions">
        <ActionButton action={`${base}/second-factor`} label="Show QR code" />
      </div>
    </>
  );
  return { title: 'Two-factor authentication', body };
}

/** The secret for the app, shown once; null after a wrong code. */
export function offerPage({ site }: Session, offer: SecondFactorOffer | null, state: FormState): PageContent {
  const base = `/sites/${site.slug}/sessions`;
  const body = (
    <>
      <Head
        title={offer === null ? 'Enter the code again' : 'Scan the QR code with your app'}
        lead={
          offer === null
            ? 'The code changes every 30 seconds. Enter the current code.'
            : 'Then enter the six digits that the app shows.'
        }
        up={{ href: base, label: 'Your login' }}
      />
      {offer !== null && (
        <div class="once">
          <div class="qr" role="img" aria-label="QR code for an authenticator app">
            {raw(offer.picture)}
          </div>
          <p class="small">
            Or enter this key in the app: <span class="code">{offer.secret}</span>
          </p>
        </div>
      )}
      <Form action={`${base}/second-factor/confirm`} state={state}>
        {field(state, 'code', 'Code', {
          autocomplete: 'one-time-code',
          inputmode: 'numeric',
          required: true,
          maxlength: 100,
        })}
        <div class="actions">
          <button type="submit" class="first">
            Turn on
          </button>
          <a class="button" href={`${base}/second-factor`}>
            Start again
          </a>
        </div>
      </Form>
    </>
  );
  return { title: 'Two-factor authentication', body };
}

/** The one time the recovery codes are shown. */
export function recoveryPage({ site }: Session, codes: readonly string[]): PageContent {
  const body = (
    <>
      <Head
        title="Two-factor authentication is on"
        lead="Save these recovery codes in a safe place. Each code works once, if you lose your phone. They are not shown again."
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
          Done
        </a>
      </div>
    </>
  );
  return { title: 'Recovery codes', body };
}
