import { z } from '@hono/zod-openapi';
import { loadAccounting } from '../../../src/accounting/changeAccounting.js';
import { loadAccountingMonth, loadTaxSummary } from '../../../src/accounting/loadMonth.js';
import { firstOf } from '../../../src/accounting/readJournal.js';
import { EXPORT_FORMATS } from '../../../src/billing/accounting/accounting.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { taxesCsv } from '../../documents/accounting/taxesCsv.js';
import { accountingExport } from '../../documents/accountingExport.js';
import { monthsOf, quarter } from '../../v1/accounting/accounting.js';
import { month } from '../../v1/framework/fields.js';
import { csvFile } from '../../web/csv.js';
import { monthsBefore } from '../../web/months.js';
import { definePage } from '../../web/page.js';
import { accountingPage } from './AccountingPage.js';

const BASE = '/sites/{slug}/console/accounting';
const reading = { method: 'get', access: 'entries.read', impersonation: 'open' } as const;

/** A month for the accounting office: its totals, its taxes, and its files. */
export const accountingPages = [
  definePage({
    ...reading,
    path: BASE,
    query: z.strictObject({ month: month.optional() }),
    handle: async ({ context, slug, now, query }) => {
      // The month before: the present one is not over.
      const [present = '', last = ''] = monthsBefore(now, 2);
      const shown = query.month ?? last;
      const settings = await loadAccounting(context);
      const summed = await loadAccountingMonth(context, settings, firstOf(shown));
      return accountingPage({ slug, shown, present, settings, summed, now });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/file`,
    query: z.strictObject({ month, format: z.enum(['zip', ...EXPORT_FORMATS]) }),
    handle: ({ context, query: { month: wanted, format } }) =>
      accountingExport(context, firstOf(wanted), format),
  }),
  definePage({
    ...reading,
    path: `${BASE}/taxes`,
    query: z.strictObject({ quarter }),
    handle: async ({ context, query }) => {
      const months = monthsOf(query);
      if (isRefusal(months)) return months;
      return csvFile(`taxes-${query.quarter}`, [taxesCsv(await loadTaxSummary(context, months))]);
    },
  }),
];
