import { z } from '@hono/zod-openapi';
import { isRefusal, refuse } from '../../../src/core/values/refusal.js';
import { loadInvoice, loadInvoices, loadIssued } from '../../../src/invoices/loadInvoices.js';
import { INVOICE_FORMS, invoiceFile } from '../../documents/invoices.js';
import { invoicesCsv } from '../../documents/invoicesCsv.js';
import { accountingExport } from '../../documents/accountingExport.js';
import { firstOf } from '../../../src/accounting/readJournal.js';
import { month } from '../framework/fields.js';
import { CURSORS, pageOf, pageQuery, pageResponse } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { invoiceResponse, invoiceShape, issuedResponse, issuedShape } from './invoiceShapes.js';

const placeOf = ({ position }: { readonly position: number }): string => String(position);

export const invoiceRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/invoices',
    permission: 'entries.read',
    summary: 'List invoices and credit notes of an account, newest first',
    query: pageQuery(CURSORS.number),
    response: pageResponse(issuedShape),
    handle: async ({ context, id, query: { cursor, limit } }) => {
      const before = cursor === undefined ? {} : { before: Number(cursor) };
      const found = await loadInvoices(context, id, { ...before, limit: limit + 1 });
      if (isRefusal(found)) return found;
      const page = pageOf(found, limit, placeOf);
      return { ...page, data: page.data.map(issuedResponse) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/invoices/{invoiceId}',
    permission: 'entries.read',
    summary: 'Retrieve an invoice or a credit note',
    description:
      'As data, or as issued: `pdf` with the XML inside (ZUGFeRD, Factur-X), `ubl` and `cii` by EN 16931, `xrechnung`.',
    query: z.strictObject({ format: z.enum(['json', ...INVOICE_FORMS]).default('json') }),
    response: invoiceShape,
    handle: async ({ context, id, params, query: { format } }) => {
      const invoiceId = params['invoiceId'] ?? '';
      if (format !== 'json') return invoiceFile(context, id, invoiceId, format);
      const stored = await loadInvoice(context, id, invoiceId);
      return isRefusal(stored) ? stored : invoiceResponse(stored);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/invoices',
    permission: 'entries.read',
    summary: 'List invoices and credit notes of all accounts in the order of issue',
    description:
      'With a month, `csv` is the list of that month, and `zip` its folder for the accountant: each document as PDF and XML, the list, and the files of the accounting settings.',
    query: pageQuery(CURSORS.number).extend({
      month: month.optional().openapi({ description: 'For `csv` and `zip`. By the dates on the documents.' }),
      format: z.enum(['json', 'csv', 'zip']).default('json'),
    }),
    response: pageResponse(issuedShape),
    handle: async ({ context, query: { cursor, limit, month: wanted, format } }) => {
      if (format !== 'json') {
        if (wanted === undefined) return refuse('invalid', `is required for ${format}`, 'month');
        const first = firstOf(wanted);
        return format === 'csv' ? invoicesCsv(context, first) : accountingExport(context, first, 'zip');
      }
      if (wanted !== undefined) return refuse('invalid', 'is only for csv and zip', 'month');
      const page = pageOf(await loadIssued(context, after(cursor, limit)), limit, placeOf);
      return { ...page, data: page.data.map(issuedResponse) };
    },
  }),
];

function after(
  cursor: string | undefined,
  limit: number,
): { readonly after?: number; readonly limit: number } {
  return { ...(cursor === undefined ? {} : { after: Number(cursor) }), limit: limit + 1 };
}
