import type { Page } from '../../web/page.js';
import { accountPages } from './account.js';
import { accountListPages } from './accountList.js';
import { entryPages } from './entry.js';
import { moneyActions } from './moneyActions.js';
import { newAccountPages } from './newAccount.js';
import { addressActions } from './addressActions.js';
import { standingActions } from './standingActions.js';
import { usageEventPages } from '../usage/usageEvents.js';

/** The accounts of the owner's console. */
export const accountConsolePages: readonly Page[] = [
  ...accountListPages,
  // Before an account's own page: `new` is no id.
  ...newAccountPages,
  ...accountPages,
  ...usageEventPages,
  ...entryPages,
  ...moneyActions,
  ...standingActions,
  ...addressActions,
];
