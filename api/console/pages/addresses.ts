import type { AccountView } from '../../../src/operations/index.js';

export const MORE_EMAILS_HINT = 'With commas or spaces between. Every email goes to all of them.';

/** Every address of an account, in one line. */
export function addressesOf({ email, moreEmails }: Pick<AccountView, 'email' | 'moreEmails'>): string {
  return [email, ...moreEmails].join(', ');
}
