import type { Page } from '../../web/page.js';
import { accountPages } from './account.js';
import { accountListPages } from './accountList.js';
import { entryPages } from './entry.js';
import { moneyActs } from './moneyActs.js';
import { newAccountPages } from './newAccount.js';
import { addressActs } from './addressActs.js';
import { standingActs } from './standingActs.js';
import { usageEventPages } from '../usage/usageEvents.js';

/** The accounts of the owner's console. */
export const accountConsolePages: readonly Page[] = [
  ...accountListPages,
  // Before an account's own page: `new` is no id.
  ...newAccountPages,
  ...accountPages,
  ...usageEventPages,
  ...entryPages,
  ...moneyActs,
  ...standingActs,
  ...addressActs,
];
