import type { AccountView } from '../../../../src/accounts/readAccount.js';
import type { PageCall } from '../../../web/page.js';

/** Where an account's own page is. */
export function accountPath({ slug }: Pick<PageCall, 'slug'>, { id }: Pick<AccountView, 'id'>): string {
  return `/sites/${slug}/console/accounts/${id}`;
}
