import type { AccountView } from '../../../../src/accounts/readAccount.js';
import type { FormState } from '../../../web/page.js';
import { Field } from '../../../web/parts/forms.js';

/** Where the addresses besides the first are typed, as one line. */
export function MoreEmailsField({ state, value }: { readonly state: FormState; readonly value: string }) {
  return (
    <Field
      name="moreEmails"
      label="More emails (optional)"
      state={state}
      value={value}
      hint="Separate with commas or spaces. Every email is sent to all addresses."
      inputmode="email"
      maxlength={3_000}
      autocomplete="off"
    />
  );
}

/** Every address of an account, in one line. */
export function addressesOf({ email, moreEmails }: Pick<AccountView, 'email' | 'moreEmails'>): string {
  return [email, ...moreEmails].join(', ');
}
