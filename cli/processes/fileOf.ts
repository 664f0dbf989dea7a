import type { Mailer } from '../../src/emails/deliverEmail.js';

/** The files that emails attach. Loaded with the first of them, since most emails have none. */
export const fileOf: NonNullable<Mailer['fileOf']> = async (context, document) => {
  const { attachedInvoice } = await import('../../api/documents/invoices.js');
  return attachedInvoice(context, document);
};
