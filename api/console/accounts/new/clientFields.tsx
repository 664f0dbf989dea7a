import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { FormState } from '../../../web/page.js';
import { field } from '../../../web/parts/forms.js';
import { languageChoices } from '../list/languages.js';

interface ClientProps {
  readonly state: FormState;
  readonly client: {
    readonly name: string;
    readonly email: string;
    /** All addresses except the first, on one line. */
    readonly moreEmails: string;
    readonly language: string;
  };
}

/** Who the client is and where their emails go. */
export function ClientFields({ state, client }: ClientProps) {
  return (
    <>
      {field(state, 'name', 'Client', {
        value: client.name,
        maxlength: 200,
        autocomplete: 'off',
        required: true,
        autofocus: true,
      })}
      {field(state, 'email', 'Email', {
        type: 'email',
        value: client.email,
        hint: 'Warnings, receipts and statements are sent to this address.',
        maxlength: 254,
        autocomplete: 'off',
        required: true,
      })}
      <MoreEmailsField state={state} value={client.moreEmails} />
      {field(state, 'language', 'Email language', {
        options: languageChoices(client.language),
        value: client.language,
      })}
    </>
  );
}

interface TaxProps {
  readonly state: FormState;
  /** The names of the two fields. */
  readonly names: { readonly name: string; readonly percent: string };
  readonly tax: { readonly name: string; readonly percent: string };
  readonly hint: string;
}

export function TaxFields({ state, names, tax, hint }: TaxProps) {
  return (
    <div class="row">
      {field(state, names.name, 'Tax (optional)', {
        value: tax.name,
        hint,
        maxlength: 20,
        autocomplete: 'off',
      })}
      {field(state, names.percent, 'Percent', {
        value: tax.percent,
        hint: 'Such as 19 or 7.7.',
        inputmode: 'decimal',
        maxlength: 20,
        autocomplete: 'off',
      })}
    </div>
  );
}

/** All addresses except the first, on one line. */
export function MoreEmailsField({ state, value }: { readonly state: FormState; readonly value: string }) {
  return field(state, 'moreEmails', 'More emails (optional)', {
    value,
    hint: 'Separate with commas or spaces. Every email is sent to all addresses.',
    inputmode: 'email',
    maxlength: 3_000,
    autocomplete: 'off',
  });
}

/** All addresses of an account, on one line. */
export function accountAddresses({
  email,
  moreEmails,
}: Pick<AccountDetails, 'email' | 'moreEmails'>): string {
  return [email, ...moreEmails].join(', ');
}
