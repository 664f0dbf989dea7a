import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { PageCall } from '../../../web/page.js';

/** The path of an account's page. */
export function accountPath({ slug }: Pick<PageCall, 'slug'>, { id }: Pick<AccountDetails, 'id'>): string {
  return `/sites/${slug}/console/accounts/${id}`;
}
