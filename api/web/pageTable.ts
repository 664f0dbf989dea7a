import { ownerConsolePages } from '../console/accounts/ownerTable.js';
import { accountConsolePages } from '../console/accounts/table.js';
import { apiKeyPages } from '../auth/apiKeys.js';
import { auditPages } from '../auth/audit.js';
import { groupPages } from '../auth/groups.js';
import { homePages } from '../console/sites/home.js';
import { hostnamePages } from '../console/sites/hostnames.js';
import { linkPages } from '../auth/links.js';
import { loginPages } from '../auth/login.js';
import { mePages } from './me.js';
import { moveSitePages } from '../console/sites/moveSites.js';
import type { Page } from './page.js';
import { portalPages } from '../portal/portal.js';
import { directDebitPages } from '../portal/directDebit.js';
import { topUpPages } from '../portal/topUp.js';
import { sessionPages } from '../auth/sessions.js';
import { sitePages } from '../console/sites/sites.js';
import { userPages } from '../auth/users.js';
import { impersonationPages } from '../auth/impersonations.js';

/** Every page under /sites/{slug}/. */
export const PAGES: readonly Page[] = [
  ...homePages,
  ...portalPages,
  ...topUpPages,
  ...directDebitPages,
  ...accountConsolePages,
  ...ownerConsolePages,
  ...loginPages,
  ...mePages,
  ...linkPages,
  ...userPages,
  ...groupPages,
  ...sessionPages,
  ...impersonationPages,
  ...auditPages,
  ...apiKeyPages,
  ...sitePages,
  ...moveSitePages,
  ...hostnamePages,
];
