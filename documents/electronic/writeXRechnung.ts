import { checkXRechnung } from '../../src/billing/invoices/checkInvoice.js';
import type { Invoice } from '../../src/billing/invoices/invoice.js';
import { type Profile, ublOf, type Written } from './writeUbl.js';

export const XRECHNUNG: Profile = {
  specification: 'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0',
  process: 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0',
  hasContact: true,
  // BR-DE-17 does not know 386.
  isPrepaymentPlain: true,
  // BR-DE-14.
  hasEveryRate: true,
};

/** An XRechnung 3.0, the form of EN 16931 that German authorities demand, in UBL. */
export function writeXRechnung(invoice: Invoice): Written {
  const missing = checkXRechnung(invoice);
  return missing.length > 0 ? { missing } : { xml: ublOf(invoice, XRECHNUNG) };
}
