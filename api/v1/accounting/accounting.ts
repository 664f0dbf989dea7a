import { z } from '@hono/zod-openapi';
import { changeAccounting, changeDebtor, loadAccounting } from '../../../src/accounting/changeAccounting.js';
import { loadAccountingMonth, loadTaxSummary } from '../../../src/accounting/loadMonth.js';
import { firstOf } from '../../../src/accounting/readJournal.js';
import { EXPORT_FORMATS } from '../../../src/billing/accounting/accounting.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import { taxesCsv } from '../../documents/accounting/taxesCsv.js';
import { accountingExport } from '../../documents/accountingExport.js';
import { csvFile } from '../../web/csv.js';
import { month } from '../framework/fields.js';
import { defineRoute } from '../framework/route.js';
import {
  accountingChange,
  accountingMonthResponse,
  accountingMonthShape,
  accountingResponse,
  accountingShape,
  taxSummaryResponse,
  taxSummaryShape,
} from './accountingShapes.js';

export const quarter = z
  .string()
  .regex(/^[1-9]\d{3}-Q[1-4]$/, 'must be a quarter, such as "2026-Q4"')
  .openapi({ example: '2026-Q4' });

export const accountingRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/accounting',
    permission: 'entries.read',
    summary: 'Export a month for the accounting office',
    description:
      'The month’s totals, and what the settings lack; or a file: `zip` is the month’s folder, `journal` and `taxes` are ' +
      'CSV, `datev`, `xero` and `quickbooks` zip files with what these programs import. A month is final 13 hours after ' +
      'its end by UTC, and never changes from then on.',
    query: z.strictObject({ month, format: z.enum(['json', 'zip', ...EXPORT_FORMATS]).default('json') }),
    response: accountingMonthShape,
    handle: async ({ context, query: { month: wanted, format } }) => {
      const first = firstOf(wanted);
      if (format !== 'json') return accountingExport(context, first, format);
      return accountingMonthResponse(
        await loadAccountingMonth(context, await loadAccounting(context), first),
      );
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounting/taxes',
    permission: 'entries.read',
    summary: 'Sum up the taxes of a month or a quarter',
    description: 'By country, category and rate; and reverse charge by the VAT id of the client.',
    query: z.strictObject({
      month: month.optional(),
      quarter: quarter.optional(),
      format: z.enum(['json', 'csv']).default('json'),
    }),
    response: taxSummaryShape,
    handle: async ({ context, query: { format, ...span } }) => {
      const months = monthsOf(span);
      if (isRefusal(months)) return months;
      const summary = await loadTaxSummary(context, months);
      if (format === 'json') return taxSummaryResponse(summary);
      return csvFile(`taxes-${span.quarter ?? span.month ?? ''}`, [taxesCsv(summary)]);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounting/settings',
    permission: 'settings.write',
    summary: 'Retrieve the accounting settings',
    response: accountingShape,
    handle: async ({ context }) => accountingResponse(await loadAccounting(context)),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/accounting/settings',
    permission: 'settings.write',
    summary: 'Update the accounting settings',
    description: 'What is left out stays as it is. Entries and documents do not change.',
    body: accountingChange,
    response: accountingShape,
    handle: async ({ context, body }) => {
      const changed = await changeAccounting(context, body);
      return isRefusal(changed) ? changed : accountingResponse(changed);
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/accounts/{id}/debtor',
    permission: 'accounts.write',
    summary: 'Set the number of a client in the chart of accounts',
    description: 'Null: the next free number when a month with bookings of the client is exported.',
    body: z.strictObject({ number: z.int().nullable() }),
    response: z.object({ number: z.int().nullable() }).openapi('Debtor'),
    handle: ({ context, id, body: { number } }) => changeDebtor(context, id, number),
  }),
];

/** The first day of a month or quarter, and how many months it has. */
export function monthsOf({
  month: wanted,
  quarter: span,
}: {
  readonly month?: string | undefined;
  readonly quarter?: string | undefined;
}): { readonly first: string; readonly months: number } | Refusal {
  if (wanted !== undefined && span !== undefined)
    return refuse('invalid', 'is only possible without month', 'quarter');
  if (wanted !== undefined) return { first: firstOf(wanted), months: 1 };
  if (span === undefined) return refuse('invalid', 'is required, or quarter', 'month');
  const month = String(Number(span.slice(6)) * 3 - 2).padStart(2, '0');
  return { first: firstOf(`${span.slice(0, 4)}-${month}`), months: 3 };
}
