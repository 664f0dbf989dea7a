import type { AppDeps } from '../deps.js';
import { accountRoutes } from './accounts/accounts.js';
import { bulkRoutes } from './accounts/bulk.js';
import { accountingRoutes } from './accounting/accounting.js';
import { apiKeyRoutes } from './users/apiKeys.js';
import { auditRoutes } from './audit/audit.js';
import { bankRoutes } from './bank/bank.js';
import { breakerRoutes } from './sites/breaker.js';
import { directDebitRoutes } from './debits/debits.js';
import { emailRoutes } from './emails/emails.js';
import { entryRoutes } from './entries/entries.js';
import { eventRoutes } from './events/events.js';
import { webhookEndpointRoutes } from './events/webhookEndpoints.js';
import { forecastRoutes } from './forecast/forecast.js';
import { groupRoutes } from './users/groups.js';
import { historyRoutes } from './accounts/history.js';
import { hostnameRoutes } from './sites/hostnames.js';
import { invoiceRoutes } from './invoices/invoices.js';
import { invoicingRoutes } from './invoices/invoicing.js';
import { meterRoutes } from './usage/meters.js';
import { moneyRoutes } from './entries/money.js';
import { morningRoutes } from './accounts/morning.js';
import { paymentRoutes } from './payments/payments.js';
import { personalDataRoutes } from './accounts/personalData.js';
import { backtestRoutes } from './plans/backtests.js';
import { planRoutes } from './plans/plans.js';
import { projectionRoutes } from './accounts/projection.js';
import { whatIfRoutes } from './accounts/whatIf.js';
import type { Route } from './framework/route.js';
import { sandboxRoutes } from './sandbox.js';
import { promotionRoutes } from './entries/promotions.js';
import { scheduledChargeRoutes } from './entries/scheduledCharges.js';
import { siteRoutes } from './sites/sites.js';
import { standingRoutes } from './accounts/standing.js';
import { timelineRoutes } from './accounts/timeline.js';
import { usageRoutes } from './usage/usage.js';
import { usageSourceRoutes } from './usage/usageSources.js';
import { userRoutes } from './users/users.js';

/** Every route under /v1 that needs a key. */
export function routeTable({ sandbox, mailbox }: Pick<AppDeps, 'sandbox' | 'mailbox'>): readonly Route[] {
  return [
    ...planRoutes,
    ...backtestRoutes,
    ...accountRoutes,
    ...bulkRoutes,
    ...moneyRoutes,
    ...scheduledChargeRoutes,
    ...promotionRoutes,
    ...paymentRoutes,
    ...directDebitRoutes,
    ...bankRoutes,
    ...entryRoutes,
    ...historyRoutes,
    ...invoiceRoutes,
    ...invoicingRoutes,
    ...accountingRoutes,
    ...eventRoutes,
    ...webhookEndpointRoutes,
    ...emailRoutes,
    ...timelineRoutes,
    ...projectionRoutes,
    ...forecastRoutes,
    ...whatIfRoutes,
    ...standingRoutes,
    ...breakerRoutes,
    ...morningRoutes,
    ...personalDataRoutes,
    ...usageRoutes,
    ...usageSourceRoutes,
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
