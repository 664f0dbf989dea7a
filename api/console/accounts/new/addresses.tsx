import type { AccountDetails } from '../../../../src/accounts/readAccount.js';
import type { FormState } from '../../../web/page.js';
import { field } from '../../../web/parts/forms.js';

/** Where the addresses besides the first are typed, as one line. */
export function MoreEmailsField({ state, value }: { readonly state: FormState; readonly value: string }) {
  return field(state, 'moreEmails', 'More emails (optional)', {
    value,
    hint: 'Separate with commas or spaces. Every email is sent to all addresses.',
    inputmode: 'email',
    maxlength: 3_000,
    autocomplete: 'off',
  });
}

/** Every address of an account, in one line. */
export function addressesOf({ email, moreEmails }: Pick<AccountDetails, 'email' | 'moreEmails'>): string {
  return [email, ...moreEmails].join(', ');
}
