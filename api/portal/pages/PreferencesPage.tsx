import type { AccountView } from '../../../src/accounts/readAccount.js';
import { languageChoices, languageName } from '../../console/accounts/list/languages.js';
import { addressesOf } from '../../console/accounts/new/addresses.js';
import type { FormState, PageContent } from '../../web/page.js';
import { Form, Select } from '../../web/parts/forms.js';
import { Head } from '../../web/parts/parts.js';

interface PreferencesProps {
  readonly slug: string;
  readonly account: AccountView;
  readonly mayChange: boolean;
  readonly state: FormState;
}

/** Which emails a client gets, and in which language. */
export function preferencesPage({ slug, account, mayChange, state }: PreferencesProps): PageContent {
  const { statements, language } = account;
  const title = statements ? 'A statement comes by mail after each period' : 'Statements come by no mail';
  const sent =
    typeof state.values['statements'] === 'string' ? state.values['statements'] === 'yes' : statements;
  const body = (
    <>
      <Head
        title={title}
        lead={
          <>
            Emails go to {addressesOf(account)}. What warns you, and the receipts of what you pay, always
            come: without them a site could be suspended unseen.
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
            label="Language of emails and statements"
            options={languageChoices(language)}
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
            <dd>{languageName(language)}</dd>
          </div>
        </dl>
      )}
    </>
  );
  return { title: 'Preferences', body };
}
