import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { FormState } from '../../../web/page.js';
import { field } from '../../../web/parts/forms.js';

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
