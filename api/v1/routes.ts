import type { AppDeps } from '../deps.js';
import { accountRoutes } from './accounts.js';
import { apiKeyRoutes } from './apiKeys.js';
import { auditRoutes } from './audit.js';
import { bankRoutes } from './bank.js';
import { brakeRoutes } from './brake.js';
import { emailRoutes } from './emails.js';
import { entryRoutes } from './entries.js';
import { groupRoutes } from './groups.js';
import { historyRoutes } from './history.js';
import { hostnameRoutes } from './hostnames.js';
import { meterRoutes } from './meters.js';
import { moneyRoutes } from './money.js';
import { paymentRoutes } from './payments.js';
import { personalDataRoutes } from './personalData.js';
import { planRoutes } from './plans.js';
import { projectionRoutes } from './projection.js';
import type { Route } from './route.js';
import { sandboxRoutes } from './sandbox.js';
import { scheduledChargeRoutes } from './scheduledCharges.js';
import { siteRoutes } from './sites.js';
import { standingRoutes } from './standing.js';
import { timelineRoutes } from './timeline.js';
import { usageRoutes } from './usage.js';
import { userRoutes } from './users.js';

/** Every route under /v1 that needs a key. */
export function routeTable({ sandbox, mailbox }: Pick<AppDeps, 'sandbox' | 'mailbox'>): readonly Route[] {
  return [
    ...planRoutes,
    ...accountRoutes,
    ...moneyRoutes,
    ...scheduledChargeRoutes,
    ...paymentRoutes,
    ...bankRoutes,
    ...entryRoutes,
    ...historyRoutes,
    ...emailRoutes,
    ...timelineRoutes,
    ...projectionRoutes,
    ...standingRoutes,
    ...brakeRoutes,
    ...personalDataRoutes,
    ...usageRoutes,
    ...meterRoutes,
    ...siteRoutes,
    ...hostnameRoutes,
    ...auditRoutes,
    ...apiKeyRoutes,
    ...userRoutes,
    ...groupRoutes,
    ...(sandbox === null ? [] : sandboxRoutes(sandbox, mailbox)),
  ];
}
