import { writeCii } from '../../documents/electronic/writeCii.js';
import { writeUbl, type Written } from '../../documents/electronic/writeUbl.js';
import { writeXRechnung } from '../../documents/electronic/writeXRechnung.js';
import { renderInvoice } from '../../documents/invoice/renderInvoice.js';
import type { Invoice } from '../../src/billing/invoices/invoice.js';
import type { SiteContext } from '../../src/core/context.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { loadInvoice } from '../../src/invoices/loadInvoices.js';
import type { MailFile } from '../../src/platform/mail/mailTransport.js';
import { loadLogo } from '../../src/statements/changeLogo.js';
import type { StoredInvoice } from '../../src/store/invoices/invoices.js';
import { DATA_HEADERS } from '../http/problem.js';

export const INVOICE_FORMS = ['pdf', 'ubl', 'cii', 'xrechnung'] as const;
export type InvoiceForm = (typeof INVOICE_FORMS)[number];

const WRITERS: Readonly<Record<Exclude<InvoiceForm, 'pdf'>, (invoice: Invoice) => Written>> = {
  ubl: writeUbl,
  cii: writeCii,
  xrechnung: writeXRechnung,
};

/** A document as a file: every download has the same bytes. Refuses: not_found; conflict where XML lacks something. */
export async function invoiceFile(
  context: SiteContext,
  accountId: string,
  id: string,
  form: InvoiceForm,
): Promise<Response | Refusal> {
  const stored = await loadInvoice(context, accountId, id);
  if (isRefusal(stored)) return stored;
  if (form === 'pdf')
    return fileOf(`${nameOf(stored)}.pdf`, 'application/pdf', await invoicePdf(context, stored));
  const written = WRITERS[form](stored.invoice);
  if ('missing' in written) return lacking(written);
  return fileOf(`${nameOf(stored)}-${form}.xml`, 'application/xml', Buffer.from(written.xml));
}

/** The document as PDF with its XML inside. */
export async function invoicePdf(
  context: Pick<SiteContext, 'sql'>,
  { invoice, design: { logo: id, footer } }: Pick<StoredInvoice, 'invoice' | 'design'>,
): Promise<Buffer> {
  const logo = id === undefined ? undefined : await loadLogo(context, id);
  return renderInvoice(invoice, {
    ...(logo === undefined ? {} : { logo }),
    ...(footer === undefined ? {} : { footer }),
  });
}

/** The PDF as an attachment of emails. */
export async function attachedInvoice(
  context: Pick<SiteContext, 'sql'>,
  stored: StoredInvoice,
): Promise<MailFile> {
  const bytes = await invoicePdf(context, stored);
  return { name: `${nameOf(stored)}.pdf`, mediaType: 'application/pdf', bytes };
}

/** The document's number as the name of a file. */
export function nameOf({ number }: Pick<StoredInvoice, 'number'>): string {
  return number.replaceAll(/[^\w.-]/g, '-');
}

/** Documents never change: what was missing at the issue is missing for good. */
function lacking({ missing }: Extract<Written, { missing: unknown }>): Refusal {
  const reasons = missing.map(({ reason }) => reason).join(' ');
  return {
    refused: 'conflict',
    detail: `This document cannot be an electronic one: when it was issued, something was missing. ${reasons}`,
  };
}

function fileOf(name: string, type: string, bytes: Buffer): Response {
  // Converts a Node Buffer to the type the web API expects; the bytes are the same.
  return new Response(new Uint8Array(bytes), {
    headers: {
      ...DATA_HEADERS,
      'content-type': type,
      'content-disposition': `${type === 'application/pdf' ? 'inline' : 'attachment'}; filename="${name}"`,
    },
  });
}
