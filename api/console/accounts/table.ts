import type { Page } from '../../web/page.js';
import { accountPages } from './account.js';
import { accountListPages } from './accountList.js';
import { entryPages } from './entry.js';
import { moneyActions } from './moneyActions.js';
import { promotionActions } from './promotions/promotionActions.js';
import { newAccountPages } from './newAccount.js';
import { clientActions } from './clientActions.js';
import { accountPolicyActions } from '../policy/accountPolicy.js';
import { standingActions } from './standingActions.js';
import { statementPages } from './entries/statements.js';
import { whatIfPages } from './whatIf.js';
import { bulkPages } from './bulk/bulk.js';
import { viewPages } from './views.js';
import { usageEventPages } from '../usage/usageEvents.js';

/** The account pages of the console. */
export const accountConsolePages: readonly Page[] = [
  ...accountListPages,
  ...viewPages,
  ...bulkPages,
  // Before the page of an account, because `new` is not an id.
  ...newAccountPages,
  ...accountPages,
  ...usageEventPages,
  ...entryPages,
  ...statementPages,
  ...moneyActions,
  ...promotionActions,
  ...standingActions,
  ...accountPolicyActions,
  ...clientActions,
  ...whatIfPages,
];
