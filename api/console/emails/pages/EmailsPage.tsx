import type { RenderedEmail } from '../../../../emails/content.js';
import { LANGUAGES } from '../../../../src/core/values/language.js';
import type { SiteSettings } from '../../../../src/store/sites/sites.js';
import type { FormState, PageContent } from '../../../web/page.js';
import { ActionButton, field, Form, Select } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import { languageName } from '../../accounts/list/languages.js';
import { CLIENT_KINDS, isClientKind, type Kind, KINDS } from '../samples.js';
import type { Sight } from '../writeSample.js';

interface EmailsProps {
  readonly slug: string;
  readonly sight: Sight;
  readonly settings: SiteSettings & { readonly name: string };
  readonly email: RenderedEmail;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly state: FormState;
  /** The address a test email is sent to. */
  readonly ownAddress: string;
}

const EMAIL_LANGUAGES = Object.keys(LANGUAGES).map((value) => ({ value, label: languageName(value) }));

const KIND_LABELS: Readonly<Record<Kind, string>> = {
  week: 'A week left',
  day: 'A day left',
  'all-clear': 'All clear',
  suspended: 'Suspended',
  reactivated: 'Back online',
  receipt: 'Receipt',
  statement: 'Statement',
  upstream: 'Outage at the host',
  invitation: 'Invitation',
  'password-reset': 'New password',
  'login-changed': 'Login changed',
  impersonation: 'Impersonation started',
  breaker: 'Suspensions paused',
  silence: 'No usage reports',
  'webhook-off': 'Webhook turned off',
  morning: 'Morning list',
  promise: 'More time asked for',
  mandate: 'Mandate',
  debit: 'Direct debit announced',
  'debit-returned': 'Direct debit returned',
};

/** All email kinds, and the agency's branding and texts. */
export function emailsPage(props: EmailsProps): PageContent {
  const { slug, sight, email, state } = props;
  const base = `/sites/${slug}/console/emails`;
  const complaint =
    state.action === `${base}/test` || state.action === `${base}/logo` ? state.complaint : undefined;
  const body = (
    <>
      <Head
        title={`Preview of “${KIND_LABELS[sight.kind]}”`}
        lead={`Subject: “${email.subject}”, ${whoseFigures(props)}.`}
      />
      {complaint !== undefined && (
        <p class="flash bad" role="alert">
          {complaint}
        </p>
      )}
      <Kinds {...props} base={base} />
      <Chooser {...props} base={base} />
      <div class="gallery">
        <iframe
          class="email"
          title={`The email as a mail program shows it: ${email.subject}`}
          src={frameOf(base, sight)}
          sandbox=""
        />
        <div>
          <h2>On a phone</h2>
          <iframe
            class="email phone"
            title="The same email at the width of a phone"
            src={frameOf(base, sight)}
            sandbox=""
            loading="lazy"
          />
        </div>
      </div>
      <details class="fold">
        <summary>Plain text</summary>
        <iframe
          class="email"
          title="The email as plain text"
          src={`${frameOf(base, sight)}&form=text`}
          sandbox=""
          loading="lazy"
        />
      </details>
      <Assessment {...props} base={base} />
    </>
  );
  return { title: 'Emails', body, frames: true };
}

function whoseFigures({ sight, accounts }: EmailsProps): string {
  const account = accounts.find(({ id }) => id === sight.account);
  return account === undefined ? 'with sample figures' : `with the current figures of ${account.name}`;
}

function frameOf(base: string, { kind, language, account }: Sight): string {
  const about = account === undefined ? '' : `&account=${account}`;
  return `${base}/frame?kind=${kind}&language=${language}${about}`;
}

type PartProps = EmailsProps & { readonly base: string };

function Kinds({ sight, base }: PartProps) {
  return (
    <nav aria-label="Kinds of emails">
      <ul class="kinds">
        {KINDS.map((kind) => (
          <li>
            <a
              href={frameOf(base, {
                ...sight,
                kind,
                account: isClientKind(kind) ? sight.account : undefined,
              }).replace('/frame?', '?')}
              aria-current={kind === sight.kind ? 'page' : undefined}
            >
              {KIND_LABELS[kind]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Chooser({ sight, accounts, base, ownAddress }: PartProps) {
  const { kind, language, account = '' } = sight;
  return (
    <div class="bar">
      <form method="get" action={base} class="inline">
        <input type="hidden" name="kind" value={kind} />
        <Select name="language" label="Language" value={language} options={EMAIL_LANGUAGES} />
        {isClientKind(kind) && accounts.length > 0 && (
          <Select
            name="account"
            label="Figures of"
            value={account}
            options={[
              { value: '', label: 'a sample client' },
              ...accounts.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <button type="submit">Show</button>
      </form>
      <form method="post" action={`${base}/test`} class="inline">
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="language" value={language} />
        <input type="hidden" name="account" value={account} />
        <button type="submit">Send a test email to {ownAddress}</button>
      </form>
    </div>
  );
}

function Assessment({ settings, state, base }: PartProps) {
  const { emailFooter = '', emailAccent = '', emailTexts = {}, logo = null } = settings;
  return (
    <section id="look">
      <h2>Texts and colours</h2>
      <p class="lead">Your texts appear in new emails. Emails that were created before do not change.</p>
      <div class="columns">
        <Form action={base} state={state}>
          {field(state, 'emailAccent', 'Colour', {
            value: emailAccent,
            maxlength: 7,
            hint: (
              <>
                For buttons and borders, such as #1f5c57. White text must be readable on it.{' '}
                <Swatch colour={emailAccent === '' ? '#1f5c57' : emailAccent} />
              </>
            ),
          })}
          {field(state, 'emailFooter', 'Footer of every email', {
            value: emailFooter,
            rows: 2,
            hint: 'Such as your company number.',
          })}
          {CLIENT_KINDS.map((kind) =>
            field(state, `words-${kind}`, `Introduction of “${KIND_LABELS[kind]}”`, {
              value: emailTexts[kind] ?? '',
              rows: 2,
            }),
          )}
          {field(state, 'words-closing', 'Closing text of every email to a client', {
            value: emailTexts['closing'] ?? '',
            rows: 2,
          })}
          <div class="actions">
            <button type="submit" class="first">
              Save
            </button>
          </div>
        </Form>
        <div>
          <h3 class="above">Logo</h3>
          {logo === null ? (
            <p class="quiet">No logo. Emails show your name.</p>
          ) : (
            <p class="quiet">
              {logo.width} × {logo.height} pixels. The logo is part of each email, so mail programs show it
              without asking.
            </p>
          )}
          <form method="post" action={`${base}/logo`} enctype="multipart/form-data" class="fields">
            <div class="field">
              <label for="logo">
                {logo === null ? 'PNG or JPEG' : 'New logo, PNG or JPEG'}, up to 100 kB
              </label>
              <input type="file" id="logo" name="logo" accept="image/png,image/jpeg" required />
            </div>
            <div class="actions">
              <button type="submit">Save logo</button>
            </div>
          </form>
          {logo !== null && (
            <div class="actions">
              <ActionButton action={`${base}/logo/remove`} label="Remove logo" danger />
            </div>
          )}
        </div>
      </div>
    </section>
  );
}

/** Shows the colour as an SVG fill, because pages may not contain inline styles. */
function Swatch({ colour }: { readonly colour: string }) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return null;
  return (
    <svg class="swatch" viewBox="0 0 10 10" width="16" height="16" aria-hidden="true">
      <rect width="10" height="10" fill={colour} />
    </svg>
  );
}
