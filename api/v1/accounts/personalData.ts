import { z } from '@hono/zod-openapi';
import { eraseClient, exportPersonalData } from '../../../src/accounts/personalData.js';
import { refuse } from '../../../src/core/values/refusal.js';
import { noQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';

const ALSO = ['accounts.read', 'entries.read'] as const;
const rows = z.array(z.record(z.string(), z.unknown()));

/** The export and the erasure of a client's personal data. */
export const personalDataRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/personal-data',
    permission: 'users.read',
    summary: 'Export the personal data of a client',
    description: 'Also requires the permissions `accounts.read` and `entries.read`.',
    query: noQuery,
    response: z.object({
      account: rows,
      vatIdChecks: rows,
      sites: rows,
      users: rows,
      listViews: rows,
      sessions: rows,
      emails: rows,
      entries: rows,
      documents: rows,
      invoices: rows,
      bankLines: rows,
      savedCards: rows,
      mandates: rows,
      debits: rows,
      debtorNumbers: rows,
      importedLines: rows,
      plannedCharges: rows,
      promotions: rows,
      remarks: rows,
      providerReports: rows,
      apiKeys: rows,
    }),
    // It includes users, emails and entries, so the permission to read one of them is not enough.
    handle: ({ context, caller, id }) =>
      ALSO.every((permission) => caller.permissions.has(permission))
        ? exportPersonalData(context, id)
        : Promise.resolve(refuse('forbidden', `Permissions required: ${ALSO.join(', ')}.`)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/erase',
    permission: 'accounts.write',
    summary: 'Erase the personal data of a closed account',
    description:
      'Replaces names, addresses, emails, notes and their copies with neutral text, removes hostnames, and ' +
      'disables the users of the account’s sites. Entries, numbers, issued documents, answers about VAT ids that ' +
      'decided a tax, and posted bank statement lines are kept, as the law wants. Returns the number of rows replaced in each place. Idempotent.',
    body: z.strictObject({}),
    bodyOptional: true,
    response: z.object({ replaced: z.record(z.string(), z.number().int()) }),
    handle: ({ context, id }) => eraseClient(context, id),
  }),
];
