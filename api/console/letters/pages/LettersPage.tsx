import type { RenderedLetter } from '../../../../emails/letter.js';
import type { SiteSettings } from '../../../../src/store/sites/sites.js';
import type { FormState, Shown } from '../../../web/page.js';
import { ActButton, Field, Form, Select, TextArea } from '../../../web/parts/forms.js';
import { Head } from '../../../web/parts/parts.js';
import { CLIENT_KINDS, isClientKind, type Kind, KINDS, LANGUAGES } from '../samples.js';
import type { Sight } from '../writeSample.js';

interface LettersProps {
  readonly slug: string;
  readonly sight: Sight;
  readonly settings: SiteSettings & { readonly name: string };
  readonly letter: RenderedLetter;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly state: FormState;
  /** Where a test letter goes. */
  readonly ownAddress: string;
}

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  week: 'A week left',
  day: 'A day left',
  suspended: 'Suspended',
  reactivated: 'Back online',
  receipt: 'Receipt',
  statement: 'Statement',
  upstream: 'Host interrupted',
  invitation: 'Invitation',
  'password-reset': 'New password',
  'login-changed': 'Login changed',
  impersonation: 'Stepped in',
  brake: 'Suspensions paused',
  silence: 'Fallen silent',
};

/** Every letter as it goes out, and the agency's own hand in it. */
export function lettersPage(props: LettersProps): Shown {
  const { slug, sight, letter, state } = props;
  const base = `/sites/${slug}/console/letters`;
  const complaint =
    state.action === `${base}/test` || state.action === `${base}/logo` ? state.complaint : undefined;
  const body = (
    <>
      <Head
        title={letter.subject}
        lead={`“${KIND_WORDS[sight.kind]}”, ${whoseFigures(props)}. Nobody has been written to.`}
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
          class="letter"
          title={`The letter as a mail program shows it: ${letter.subject}`}
          src={frameOf(base, sight)}
          sandbox=""
        />
        <div>
          <h2>On a phone</h2>
          <iframe
            class="letter phone"
            title="The same letter at the width of a phone"
            src={frameOf(base, sight)}
            sandbox=""
            loading="lazy"
          />
        </div>
      </div>
      <details class="fold">
        <summary>As plain text</summary>
        <iframe
          class="letter"
          title="The letter as plain text"
          src={`${frameOf(base, sight)}&form=text`}
          sandbox=""
          loading="lazy"
        />
      </details>
      <Look {...props} base={base} />
    </>
  );
  return { title: 'Letters', body, frames: true };
}

function whoseFigures({ sight, accounts }: LettersProps): string {
  const account = accounts.find(({ id }) => id === sight.account);
  return account === undefined
    ? 'with invented figures'
    : `with the figures of ${account.name} as they are now`;
}

function frameOf(base: string, { kind, language, account }: Sight): string {
  const about = account === undefined ? '' : `&account=${account}`;
  return `${base}/frame?kind=${kind}&language=${language}${about}`;
}

type PartProps = LettersProps & { readonly base: string };

function Kinds({ sight, base }: PartProps) {
  return (
    <nav aria-label="Kinds of letters">
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
              {KIND_WORDS[kind]}
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
        <Select name="language" label="Language" value={language} options={LANGUAGES} />
        {isClientKind(kind) && accounts.length > 0 && (
          <Select
            name="account"
            label="Figures of"
            value={account}
            options={[
              { value: '', label: 'an invented client' },
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
        <button type="submit">Send it to {ownAddress}</button>
      </form>
    </div>
  );
}

function Look({ settings, state, base }: PartProps) {
  const { senderName = '', letterFooter = '', letterAccent = '', letterWords = {}, logo = null } = settings;
  return (
    <section id="look">
      <h2>Your words and colours</h2>
      <p class="lead">
        What you write here stands in letters as text. Letters that are written already stay as they are.
      </p>
      <div class="columns">
        <Form action={base} state={state}>
          <Field
            name="senderName"
            label="Sender"
            state={state}
            value={senderName}
            maxlength={100}
            hint={`What letters are signed with; “${settings.name}” while this is empty.`}
          />
          <Field
            name="letterAccent"
            label="Colour"
            state={state}
            value={letterAccent}
            maxlength={7}
            hint={
              <>
                Of the edge and the buttons, as #1f5c57. White words must be easy to read on it.{' '}
                <Swatch colour={letterAccent === '' ? '#1f5c57' : letterAccent} />
              </>
            }
          />
          <TextArea
            name="letterFooter"
            label="At the foot of every letter"
            state={state}
            value={letterFooter}
            rows={2}
            hint="Such as your company’s number and register."
          />
          {CLIENT_KINDS.map((kind) => (
            <TextArea
              name={`words-${kind}`}
              label={`At the start of “${KIND_WORDS[kind]}”`}
              state={state}
              value={letterWords[kind] ?? ''}
              rows={2}
            />
          ))}
          <TextArea
            name="words-closing"
            label="At the end of every letter to a client"
            state={state}
            value={letterWords['closing'] ?? ''}
            rows={2}
          />
          <div class="actions">
            <button type="submit" class="first">
              Save
            </button>
          </div>
        </Form>
        <div>
          <h3 class="above">Logo</h3>
          {logo === null ? (
            <p class="quiet">None yet: letters show your name.</p>
          ) : (
            <p class="quiet">
              {logo.width} × {logo.height} pixels. It comes along in each letter, so mail programs show it
              without asking.
            </p>
          )}
          <form method="post" action={`${base}/logo`} enctype="multipart/form-data" class="fields">
            <div class="field">
              <label for="logo">
                {logo === null ? 'A PNG or JPEG' : 'Another one, PNG or JPEG'}, up to 100 kB
              </label>
              <input type="file" id="logo" name="logo" accept="image/png,image/jpeg" required />
            </div>
            <div class="actions">
              <button type="submit">Use this logo</button>
            </div>
          </form>
          {logo !== null && (
            <div class="actions">
              <ActButton action={`${base}/logo/remove`} label="Take the logo away" danger />
            </div>
          )}
        </div>
      </div>
    </section>
  );
}

/** The colour itself; no style may stand in a page, and a picture may have a fill. */
function Swatch({ colour }: { readonly colour: string }) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return null;
  return (
    <svg class="swatch" viewBox="0 0 10 10" width="16" height="16" aria-hidden="true">
      <rect width="10" height="10" fill={colour} />
    </svg>
  );
}
