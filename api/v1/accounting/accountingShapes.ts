import { z } from '@hono/zod-openapi';
import type { AccountingMonth } from '../../../src/accounting/loadMonth.js';
import { type Accounting, EXPORT_FORMATS } from '../../../src/billing/accounting/accounting.js';
import { CHARTS } from '../../../src/billing/accounting/charts.js';
import type { Gap } from '../../../src/billing/accounting/gaps.js';
import type { TaxSummary } from '../../../src/billing/accounting/taxSummary.js';
import { formatAmount } from '../../../src/core/values/money.js';
import { iso, instantText, money } from '../framework/responses.js';

const names = z.record(z.string().max(200), z.string().max(200));
const accounts = names.openapi({
  description:
    'Accounts by key: `receivables`, `revenue/<treatment>` or `revenue/<treatment>:<category>`, `tax/<treatment>`, ' +
    '`cash/<method>`, `write-offs`, `adjustments`, `opening`. Treatments are `home/<rate>`, `oss/<country>/<rate>`, ' +
    '`reverse-charge`, `eu-goods`, `export`, `exempt`, `small-business`, `zero`, `outside`, `untaxed`; without rate or ' +
    'country for all of them. They come before those of the chart. Replaces the whole.',
  example: { 'revenue/home/19': '8400', 'cash/bank': '1200' },
});
const formats = z.array(z.enum(EXPORT_FORMATS)).openapi({ description: 'In the month’s folder.' });

const debtors = z.strictObject({
  mode: z.enum(['collective', 'numbered']).exactOptional(),
  start: z.int().exactOptional().openapi({ description: 'The first number of clients.', example: 10_000 }),
});
const datev = z.strictObject({
  consultant: z.int().exactOptional().openapi({ description: '1001 to 9999999; 0: not known.' }),
  client: z.int().exactOptional().openapi({ description: '1 to 99999; 0: not known.' }),
  yearStart: z.string().max(5).exactOptional().openapi({ example: '01-01' }),
  accountLength: z.int().exactOptional().openapi({ description: '4 to 8; clients have one digit more.' }),
  currency: z.string().max(3).exactOptional().openapi({ description: 'Bookings in others are left out.' }),
  locked: z.boolean().exactOptional().openapi({ description: 'Festschreibung.' }),
  taxKeys: names.exactOptional().openapi({ description: 'BU-Schlüssel by treatment.' }),
});

export const accountingChange = z
  .strictObject({
    chart: z.enum(CHARTS).nullable().exactOptional(),
    accounts: accounts.exactOptional(),
    debtors: debtors.exactOptional(),
    formats: formats.exactOptional(),
    dateOrder: z.enum(['DMY', 'MDY']).exactOptional(),
    datev: datev.exactOptional(),
    xeroTaxRates: names.exactOptional(),
    quickBooksTaxCodes: names.exactOptional(),
    quickBooksSales: z.enum(['journal', 'invoices']).exactOptional(),
  })
  .openapi('AccountingChange');

export const accountingShape = z
  .object({
    chart: z.enum(CHARTS).nullable(),
    accounts: names,
    debtors: z.object({ mode: z.enum(['collective', 'numbered']), start: z.int() }),
    formats: z.array(z.enum(EXPORT_FORMATS)),
    dateOrder: z.enum(['DMY', 'MDY']),
    datev: z.object({
      ...{ consultant: z.int(), client: z.int(), yearStart: z.string(), accountLength: z.int() },
      ...{ currency: z.string(), locked: z.boolean(), taxKeys: names },
    }),
    xeroTaxRates: names,
    quickBooksTaxCodes: names,
    quickBooksSales: z.enum(['journal', 'invoices']),
  })
  .openapi('Accounting');

export function accountingResponse(settings: Accounting): object {
  return settings;
}

const taxRow = z.object({
  scheme: z.enum(['home', 'oss']),
  currency: z.string(),
  country: z.string(),
  category: z
    .enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O'])
    .nullable()
    .openapi({ description: 'UNCL 5305; null: no tax was decided.' }),
  percent: z.string(),
  net: money,
  tax: money,
});

export const taxSummaryShape = z
  .object({
    taxes: z.array(taxRow),
    reverseCharge: z.array(
      z.object({ currency: z.string(), vatId: z.string(), client: z.string(), net: money }),
    ),
  })
  .openapi('TaxSummary');

export function taxSummaryResponse({ taxes, reverseCharge }: TaxSummary): object {
  return {
    taxes: taxes.map(({ net, tax, ...row }) => ({
      ...row,
      net: formatAmount(net, row.currency),
      tax: formatAmount(tax, row.currency),
    })),
    reverseCharge: reverseCharge.map(({ net, ...row }) => ({ ...row, net: formatAmount(net, row.currency) })),
  };
}

export const accountingMonthShape = z
  .object({
    isFinal: z.boolean(),
    finalFrom: instantText.openapi({ description: 'From when on the month never changes.' }),
    lines: z.int(),
    sums: z.array(
      z.object({
        ledgerAccount: z.string().openapi({ example: 'revenue:usage' }),
        account: z.string().openapi({ description: 'Of your chart; empty where none is named.' }),
        currency: z.string(),
        amount: money.openapi({ description: 'Positive: debit.' }),
        lines: z.int(),
      }),
    ),
    missing: z.array(
      z.object({
        format: z
          .enum(EXPORT_FORMATS)
          .nullable()
          .openapi({ description: 'Null: all but journal and taxes.' }),
        field: z.string(),
        reason: z.string(),
        bookings: z.int(),
        example: z.string(),
      }),
    ),
    waiting: z
      .array(z.object({ currency: z.string(), entries: z.int(), amount: money }))
      .openapi({ description: 'Charges with their taxes that are on no document yet, so in no month.' }),
    taxes: taxSummaryShape,
  })
  .openapi('AccountingMonth');

export function accountingMonthResponse(month: AccountingMonth): object {
  const { isFinal, lines, sums, gaps, waiting, taxes } = month;
  return {
    ...{ isFinal, lines, finalFrom: iso(month.finalFrom) },
    sums: sums.map(({ minor, currency, ...sum }) => ({
      ...sum,
      currency,
      amount: formatAmount(minor, currency),
    })),
    missing: gaps.all.map((gap: Gap) => ({ ...gap })),
    waiting: waiting.map(({ minor, currency, entries }) => ({
      ...{ currency, entries },
      amount: formatAmount(minor, currency),
    })),
    taxes: taxSummaryResponse(taxes),
  };
}
