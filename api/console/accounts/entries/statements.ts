import { z } from '@hono/zod-openapi';
import { statementCsv, statementPdf } from '../../../documents/statements.js';
import { showStatements } from '../../../documents/StatementsPage.js';
import { localDate } from '../../../v1/framework/fields.js';
import { definePage } from '../../../web/page.js';
import { idOf } from '../account.js';

const BASE = '/sites/{slug}/console/accounts/{id}/statements';

const reading = { method: 'get', access: 'entries.read', impersonation: 'open' } as const;

/** A client's statements for the owner: the same documents that the client can open. */
export const statementPages = [
  definePage({
    ...reading,
    path: BASE,
    query: z.strictObject({ before: localDate.optional() }),
    handle: async (call) => {
      const id = idOf(call);
      const back = `/sites/${call.slug}/console/accounts/${id}`;
      return showStatements(call.context, id, {
        ...{ base: `${back}/statements`, before: call.query.before },
        head: ({ name }) => ({
          title: `Statements of ${name}`,
          lead: 'The client can open the same documents. Statements never change. Corrections appear on a later statement.',
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
];
