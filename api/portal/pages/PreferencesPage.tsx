import type { AccountDetails } from '../../../src/accounts/loadAccount.js';
import { languageChoices, languageName } from '../../console/accounts/list/languages.js';
import { accountAddresses } from '../../console/accounts/new/clientFields.js';
import type { FormState, PageContent } from '../../web/page.js';
import { field, Form } from '../../web/parts/forms.js';
import { AddressFields, IdFields } from '../../web/particulars/ParticularsFields.js';
import { countryName } from '../../../src/billing/particulars/countries.js';
import { Head } from '../../web/parts/parts.js';
import { pageFor, type Reader } from '../reader.js';

interface PreferencesProps {
  readonly slug: string;
  readonly account: AccountDetails;
  readonly mayChange: boolean;
  readonly state: FormState;
  readonly reader: Reader;
}

/** The client's choice of emails and language. */
export function preferencesPage({ slug, account, mayChange, state, reader }: PreferencesProps): PageContent {
  const { preferences: texts } = reader.texts;
  const { statementsWanted: statements, language } = account;
  const title = statements ? texts.on : texts.off;
  const sent =
    typeof state.values['statements'] === 'string' ? state.values['statements'] === 'yes' : statements;
  const body = (
    <>
      <Head title={title} lead={texts.lead(accountAddresses(account))} />
      {mayChange ? (
        <Form action={`/sites/${slug}/preferences`} state={state}>
          <fieldset>
            <legend>{texts.statements}</legend>
            {(
              [
                ['yes', texts.send],
                ['no', texts.dont],
              ] as const
            ).map(([value, words]) => (
              <label class="choice">
                <input type="radio" name="statements" value={value} checked={sent === (value === 'yes')} />
                <span>{words}</span>
              </label>
            ))}
          </fieldset>
          {field(state, 'language', texts.language, {
            options: languageChoices(language),
            value: language,
          })}
          <button type="submit" class="first">
            {texts.save}
          </button>
        </Form>
      ) : (
        <dl class="facts">
          <div>
            <dt>{texts.statements}</dt>
            <dd>{statements ? texts.afterEach : texts.none}</dd>
          </div>
          <div>
            <dt>{texts.languageShort}</dt>
            <dd>{languageName(language)}</dd>
          </div>
        </dl>
      )}
      <InvoiceDetails slug={slug} account={account} mayChange={mayChange} state={state} reader={reader} />
    </>
  );
  return pageFor(reader, { title: texts.title, body });
}

/** What invoices say about the client, who may change all but what decides the tax. */
function InvoiceDetails({
  slug,
  account: { particulars, vatCheck },
  mayChange,
  state,
  reader,
}: PreferencesProps) {
  const { details: texts, preferences } = reader.texts;
  const { country } = particulars;
  const lead = [
    country === undefined ? texts.noCountry : texts.country(countryName(country, reader.language)),
    texts.askUs,
    ...(vatCheck === null ? [] : [texts.vatId[vatCheck.status]]),
  ];
  return (
    <section>
      <h2>{texts.title}</h2>
      <p class="lead">{lead.join(' ')}</p>
      {mayChange ? (
        <Form action={`/sites/${slug}/preferences/invoices`} state={state}>
          <AddressFields state={state} particulars={particulars} hasCountry={false} />
          <IdFields state={state} particulars={particulars} />
          {field(state, 'buyerReference', texts.reference, {
            value: particulars.buyerReference ?? '',
            maxlength: 100,
            hint: texts.referenceHint,
          })}
          <button type="submit" class="first">
            {preferences.save}
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
