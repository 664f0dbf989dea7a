import type { AccountDetails } from '../../../src/accounts/loadAccount.js';
import { languageChoices, languageName } from '../../console/accounts/list/languages.js';
import { accountAddresses } from '../../console/accounts/new/clientFields.js';
import type { FormState, PageContent } from '../../web/page.js';
import { field, Form } from '../../web/parts/forms.js';
import { Head } from '../../web/parts/parts.js';

interface PreferencesProps {
  readonly slug: string;
  readonly account: AccountDetails;
  readonly mayChange: boolean;
  readonly state: FormState;
}

/** The client's choice of emails and language. */
export function preferencesPage({ slug, account, mayChange, state }: PreferencesProps): PageContent {
  const { statementsWanted: statements, language } = account;
  const title = statements
    ? 'You get a statement by email after each period'
    : 'You get no statements by email';
  const sent =
    typeof state.values['statements'] === 'string' ? state.values['statements'] === 'yes' : statements;
  const body = (
    <>
      <Head
        title={title}
        lead={<>Emails are sent to {accountAddresses(account)}. Warnings and receipts are always sent.</>}
      />
      {mayChange ? (
        <Form action={`/sites/${slug}/preferences`} state={state}>
          <fieldset>
            <legend>Statements by email</legend>
            {(
              [
                ['yes', 'Send a statement after each period'],
                ['no', 'Do not send statements. You can read them here'],
              ] as const
            ).map(([value, words]) => (
              <label class="choice">
                <input type="radio" name="statements" value={value} checked={sent === (value === 'yes')} />
                <span>{words}</span>
              </label>
            ))}
          </fieldset>
          {field(state, 'language', 'Language of emails and statements', {
            options: languageChoices(language),
            value: language,
          })}
          <button type="submit" class="first">
            Save
          </button>
        </Form>
      ) : (
        <dl class="facts">
          <div>
            <dt>Statements by email</dt>
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
