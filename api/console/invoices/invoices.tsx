import { z } from '@hono/zod-openapi';
import { loadIssuedBefore } from '../../../src/invoices/loadInvoices.js';
import { firstOf } from '../../../src/accounting/readJournal.js';
import { accountingExport } from '../../documents/accountingExport.js';
import { month } from '../../v1/framework/fields.js';
import { InvoiceTable } from '../../documents/InvoiceTable.js';
import { monthsBefore } from '../../web/months.js';
import { definePage } from '../../web/page.js';
import { Empty, Head } from '../../web/parts/parts.js';

const BASE = '/sites/{slug}/console/invoices';
const reading = { method: 'get', access: 'entries.read', impersonation: 'open' } as const;
const SHOWN = 50;

/** All invoices and credit notes of a tenant, and a month's folder for the accountant. */
export const invoicePages = [
  definePage({
    ...reading,
    path: BASE,
    query: z.strictObject({
      before: z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number)
        .optional(),
    }),
    handle: async ({ context, slug, now, query: { before } }) => {
      const page = { limit: SHOWN + 1, ...(before === undefined ? {} : { before }) };
      const found = await loadIssuedBefore(context, page);
      const shown = found.slice(0, SHOWN);
      const last = found.length > SHOWN ? shown.at(-1) : undefined;
      const base = `/sites/${slug}/console`;
      const body = (
        <>
          <Head
            title={shown.length === 0 ? 'No invoices yet' : 'Invoices and credit notes'}
            lead="Issued with the settlement of each client. They never change."
          />
          {shown.length === 0 ? (
            <Empty>
              <p>
                If you turn invoices on under <a href={`${base}/settings/invoices`}>Settings</a>, each
                settlement issues them.
              </p>
            </Empty>
          ) : (
            <>
              <MonthForm action={`${base}/invoices/folder`} now={now} />
              <InvoiceTable base={`${base}/accounts`} invoices={shown} />
            </>
          )}
          {last !== undefined && (
            <p class="more">
              <a href={`${base}/invoices?before=${last.position}`}>Older ones</a>
            </p>
          )}
        </>
      );
      return { title: 'Invoices', body };
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/folder`,
    query: z.strictObject({ month }),
    handle: ({ context, query: { month } }) => accountingExport(context, firstOf(month), 'zip'),
  }),
];

/** One zip file for a month: every document as PDF and XML, and their list. */
function MonthForm({ action, now }: { readonly action: string; readonly now: number }) {
  return (
    <form method="get" action={action} class="inline">
      <label for="month">Month’s folder</label>
      <select id="month" name="month">
        {monthsBefore(now).map((month) => (
          <option value={month}>{month}</option>
        ))}
      </select>
      <button type="submit">Download</button>
    </form>
  );
}
