import type { AccountView } from '../../../src/operations/index.js';
import type { FormState, Shown } from '../../site/page.js';
import { Form, Select } from '../../site/pages/forms.js';
import { Head } from '../../site/pages/parts.js';

interface PreferencesProps {
  readonly slug: string;
  readonly account: AccountView;
  readonly mayChange: boolean;
  readonly state: FormState;
}

/** What letters are written in; a region shapes dates and amounts. */
const LANGUAGES = ['en', 'en-GB', 'en-US', 'de', 'de-AT', 'de-CH'];

/** Each by its own name, and the one there is whichever that may be. */
function languagesBeside(current: string): { readonly value: string; readonly label: string }[] {
  const tags = LANGUAGES.includes(current) ? LANGUAGES : [...LANGUAGES, current];
  return tags.map((value) => ({ value, label: nameOf(value) }));
}

function nameOf(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Which letters a client gets, and in which language. */
export function preferencesPage({ slug, account, mayChange, state }: PreferencesProps): Shown {
  const { statements, language, email } = account;
  const title = statements ? 'A statement comes by mail after each period' : 'Statements come by no mail';
  const sent =
    typeof state.values['statements'] === 'string' ? state.values['statements'] === 'yes' : statements;
  const body = (
    <>
      <Head
        title={title}
        lead={
          <>
            Letters go to {email}. What warns you, and the receipts of what you pay, always come: without them
            a site could be suspended unseen.
          </>
        }
      />
      {mayChange ? (
        <Form action={`/sites/${slug}/preferences`} state={state}>
          <fieldset>
            <legend>Statements by mail</legend>
            {(
              [
                ['yes', 'Send me a statement after each period'],
                ['no', 'Send me none; they stand here all the same'],
              ] as const
            ).map(([value, words]) => (
              <label class="choice">
                <input type="radio" name="statements" value={value} checked={sent === (value === 'yes')} />
                <span>{words}</span>
              </label>
            ))}
          </fieldset>
          <Select
            name="language"
            label="Language of letters and statements"
            options={languagesBeside(language)}
            value={language}
            state={state}
          />
          <button type="submit" class="first">
            Keep it so
          </button>
        </Form>
      ) : (
        <dl class="facts">
          <div>
            <dt>Statements by mail</dt>
            <dd>{statements ? 'after each period' : 'none'}</dd>
          </div>
          <div>
            <dt>Language</dt>
            <dd>{nameOf(language)}</dd>
          </div>
        </dl>
      )}
    </>
  );
  return { title: 'Preferences', body };
}
