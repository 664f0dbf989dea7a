import type { Page } from '../../web/page.js';
import { accountingPages } from '../accounting/accounting.js';
import { accountingSettingsPages } from '../accounting/settings.js';
import { bankPages } from '../bank/bank.js';
import { debitPages } from '../debits/debits.js';
import { paymentPages } from '../payments/payments.js';
import { searchPages } from '../search/search.js';
import { bankFilePages } from '../bank/files.js';
import { breakerPages } from '../home/breaker.js';
import { morningPages } from '../home/morning.js';
import { importPages } from '../import/import.js';
import { emailPages } from '../emails/emails.js';
import { forecastPages } from '../forecast/forecast.js';
import { planPages } from '../plans/plans.js';
import { invoicePages } from '../invoices/invoices.js';
import { invoicingPages } from '../invoices/invoicing.js';
import { suspensionPages } from '../policy/suspension.js';
import { taxPages } from '../taxes/taxes.js';
import { settingsPages } from '../settings/settings.js';
import { webhookPages } from '../webhooks/webhooks.js';
import { usageFilePages } from '../usage/usage.js';

/** The console's pages about the bank, the forecast, plans, emails, settings, imports and usage. */
export const ownerConsolePages: readonly Page[] = [
  ...bankPages,
  ...paymentPages,
  ...debitPages,
  ...searchPages,
  ...bankFilePages,
  ...breakerPages,
  ...forecastPages,
  ...morningPages,
  ...planPages,
  ...emailPages,
  ...settingsPages,
  ...taxPages,
  ...suspensionPages,
  ...invoicePages,
  ...invoicingPages,
  ...webhookPages,
  ...accountingPages,
  ...accountingSettingsPages,
  ...importPages,
  ...usageFilePages,
];
