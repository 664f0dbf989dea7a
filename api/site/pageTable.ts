import { ownerConsolePages } from '../console/ownerTable.js';
import { accountConsolePages } from '../console/table.js';
import { apiKeyPages } from './apiKeys.js';
import { auditPages } from './audit.js';
import { groupPages } from './groups.js';
import { homePages } from './home.js';
import { hostnamePages } from './hostnames.js';
import { linkPages } from './links.js';
import { loginPages } from './login.js';
import { mePages } from './me.js';
import { moveSitePages } from './moveSites.js';
import type { Page } from './page.js';
import { portalPages } from '../portal/portal.js';
import { topUpPages } from '../portal/topUp.js';
import { sessionPages } from './sessions.js';
import { sitePages } from './sites.js';
import { userPages } from './users.js';
import { visitPages } from './visits.js';

/** Every page under /sites/{slug}/. */
export const PAGES: readonly Page[] = [
  ...homePages,
  ...portalPages,
  ...topUpPages,
  ...accountConsolePages,
  ...ownerConsolePages,
  ...loginPages,
  ...mePages,
  ...linkPages,
  ...userPages,
  ...groupPages,
  ...sessionPages,
  ...visitPages,
  ...auditPages,
  ...apiKeyPages,
  ...sitePages,
  ...moveSitePages,
  ...hostnamePages,
];
