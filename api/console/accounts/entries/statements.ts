import { statementCsv, statementPdf } from '../../../documents/statements.js';
import { INVOICE_FORMS, invoiceFile } from '../../../documents/invoices.js';
import { documentsQuery, showStatements } from '../../../documents/StatementsPage.js';
import { definePage } from '../../../web/page.js';
import { idOf } from '../account.js';

const BASE = '/sites/{slug}/console/accounts/{id}/statements';

const reading = { method: 'get', access: 'entries.read', impersonation: 'open' } as const;

/** A client's statements for the owner: the same documents that the client can open. */
export const statementPages = [
  definePage({
    ...reading,
    path: BASE,
    query: documentsQuery,
    handle: async (call) => {
      const id = idOf(call);
      const back = `/sites/${call.slug}/console/accounts/${id}`;
      return showStatements(call.context, id, {
        ...{ base: `${back}/statements`, invoiceBase: `${back}/invoices` },
        ...{ before: call.query.before, beforeInvoice: call.query.invoices },
        head: ({ name }) => ({
          title: `Documents of ${name}`,
          lead: 'The client can open the same documents. They never change. Corrections appear on a later one.',
          up: { href: back, label: name },
        }),
      });
    },
  }),
  definePage({
    ...reading,
    path: `${BASE}/{documentId}/pdf`,
    handle: (call) => statementPdf(call.context, idOf(call), call.params['documentId'] ?? ''),
  }),
  definePage({
    ...reading,
    path: `${BASE}/{documentId}/csv`,
    handle: (call) => statementCsv(call.context, idOf(call), call.params['documentId'] ?? ''),
  }),
  ...INVOICE_FORMS.map((form) =>
    definePage({
      ...reading,
      path: `/sites/{slug}/console/accounts/{id}/invoices/{documentId}/${form}`,
      handle: (call) => invoiceFile(call.context, idOf(call), call.params['documentId'] ?? '', form),
    }),
  ),
];
