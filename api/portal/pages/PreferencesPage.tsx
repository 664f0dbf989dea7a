import type { AccountDetails } from '../../../src/accounts/loadAccount.js';
import { languageChoices, languageName } from '../../console/accounts/list/languages.js';
import { accountAddresses } from '../../console/accounts/new/clientFields.js';
import type { FormState, PageContent } from '../../web/page.js';
import { field, Form } from '../../web/parts/forms.js';
import { AddressFields, IdFields } from '../../web/particulars/ParticularsFields.js';
import { countryName } from '../../../src/billing/particulars/countries.js';
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
      <InvoiceDetails slug={slug} account={account} mayChange={mayChange} state={state} />
    </>
  );
  return { title: 'Preferences', body };
}

/** What invoices say about the client, who may change all but what decides the tax. */
function InvoiceDetails({ slug, account: { particulars, vatCheck }, mayChange, state }: PreferencesProps) {
  const country = particulars.country === undefined ? undefined : countryName(particulars.country, 'en');
  return (
    <section>
      <h2>Invoice details</h2>
      <p class="lead">
        {country === undefined ? 'Your country is not known yet.' : `Country: ${country}.`} Ask us to change
        it: it decides the tax.
        {vatCheck !== null && ` ${VAT_ID[vatCheck.status]}`}
      </p>
      {mayChange ? (
        <Form action={`/sites/${slug}/preferences/invoices`} state={state}>
          <AddressFields state={state} particulars={particulars} hasCountry={false} />
          <IdFields state={state} particulars={particulars} />
          {field(state, 'buyerReference', 'Your reference', {
            value: particulars.buyerReference ?? '',
            maxlength: 100,
            hint: 'Printed on invoices, such as a cost centre or a Leitweg-ID.',
          })}
          <button type="submit" class="first">
            Save
          </button>
        </Form>
      ) : (
        <address>
          {[
            particulars.legalName,
            particulars.street,
            particulars.postcode,
            particulars.city,
            particulars.vatId,
          ]
            .filter((part) => part !== undefined)
            .map((part) => (
              <div>{part}</div>
            ))}
        </address>
      )}
    </section>
  );
}

const VAT_ID = {
  valid: 'Your VAT id is valid.',
  invalid: 'Your VAT id is not valid according to the EU’s register, so you pay VAT.',
  unverified: 'Your VAT id is being checked.',
};
