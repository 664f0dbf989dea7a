import { z } from '@hono/zod-openapi';
import { formatAmount } from '../../../src/core/values/money.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { loadEmails, loadPeriods, loadStatements } from '../../../src/ledger/loadHistory.js';
import type { ShownEmail } from '../../../src/emails/showEmail.js';
import type { Statement } from '../../../src/store/ledger/periods.js';
import { statementPdf } from '../../documents/statements.js';
import { idResponse, instantText, iso, money } from '../framework/responses.js';
import { CURSORS, limitUpTo, noQuery, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';

const emailShape = z
  .object({
    id: idResponse,
    kind: z.string(),
    to: z.string().openapi({ description: 'Recipients, separated by commas.' }),
    subject: z.string(),
    sentAt: instantText.nullable(),
    messageId: z.string(),
    error: z.string().optional().openapi({ description: 'Why it was not sent, or why it bounced.' }),
    refusedBy: z.array(z.string()).openapi({ description: 'Recipients that refused it permanently.' }),
    html: z.string().optional(),
    text: z.string().optional(),
  })
  .openapi('Email');

const statementShape = z
  .object({
    id: idResponse.openapi({ description: 'Document id.' }),
    documentNumber: z
      .string()
      .openapi({ description: 'Sequential without gaps per year and issuing site.', example: '2026-00042' }),
    start: instantText,
    end: instantText,
    settledAt: instantText,
    openingBalance: money,
    closingBalance: money,
    entries: z
      .array(z.int())
      .max(2)
      .openapi({ description: 'Numbers of the first and last entry. Empty if there are none.' }),
  })
  .openapi('Statement');

export const historyRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/emails',
    permission: 'accounts.read',
    summary: 'List emails of an account, newest first',
    query: pageQuery(CURSORS.id).extend({
      body: z
        .enum(['true', 'false'])
        .optional()
        .openapi({ description: 'Whether to include the body of each email.' }),
    }),
    response: pageResponse(emailShape),
    handle: async ({ context, id, query: { cursor, limit, body } }) => {
      const emails = await loadEmails(context, id, { limit: limit + 1, ...(cursor && { before: cursor }) });
      if (isRefusal(emails)) return emails;
      const page = pageOf(emails, limit, (email) => email.id);
      return { ...page, data: page.data.map((email) => emailResponse(email, body === 'true')) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/periods',
    permission: 'accounts.read',
    summary: 'List past, open and upcoming periods',
    query: z.strictObject({ count: limitUpTo(60, 12) }),
    response: pageResponse(
      z.object({ start: instantText, end: instantText, settledAt: instantText.nullable() }),
    ),
    handle: async ({ context, id, query: { count } }) => {
      const [settled, ahead] = await Promise.all([
        loadStatements(context, id, { limit: SETTLED_PERIODS_MAX }),
        loadPeriods(context, id, count),
      ]);
      if (isRefusal(settled)) return settled;
      if (isRefusal(ahead)) return ahead;
      const past = [...settled.periods]
        .reverse()
        .map((period) => periodResponse(period, iso(period.settledAt)));
      return { data: [...past, ...ahead.map((period) => periodResponse(period, null))], next: null };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/statements',
    permission: 'entries.read',
    summary: 'List statements, newest first',
    query: pageQuery(CURSORS.date),
    response: pageResponse(statementShape),
    handle: async ({ context, id, query: { cursor, limit } }) => {
      const found = await loadStatements(context, id, {
        limit: limit + 1,
        ...(cursor && { before: cursor }),
      });
      if (isRefusal(found)) return found;
      const page = pageOf(found.periods, limit, (period) => period.startDate);
      return { ...page, data: page.data.map((period) => statementResponse(period, found.currency)) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/statements/{statementId}/pdf',
    permission: 'entries.read',
    summary: 'Retrieve a statement as PDF',
    description: 'The document as issued, byte for byte.',
    query: noQuery,
    responseType: 'application/pdf',
    handle: async ({ context, id, params }) => statementPdf(context, id, params['statementId'] ?? ''),
  }),
];

/** Older ones are in the list of statements. */
const SETTLED_PERIODS_MAX = 120;

function periodResponse(
  { startsAt, endsAt }: { startsAt: number; endsAt: number },
  settledAt: string | null,
): object {
  return { start: iso(startsAt), end: iso(endsAt), settledAt };
}

function emailResponse(email: ShownEmail, wantsBody: boolean): object {
  const { id, kind, recipientAddress, moreAddresses, subject, sentAt, messageId, lastError } = email;
  return {
    id,
    kind,
    to: [recipientAddress, ...moreAddresses].join(', '),
    subject,
    sentAt: sentAt === null ? null : iso(sentAt),
    messageId,
    ...(lastError === null ? {} : { error: lastError }),
    refusedBy: email.refusedAddresses,
    ...(wantsBody ? { html: email.html, text: email.plain } : {}),
  };
}

function statementResponse(period: Statement, currency: string): object {
  const { openingNumber, closingNumber, document } = period;
  return {
    id: document.id,
    documentNumber: document.number,
    start: iso(period.startsAt),
    end: iso(period.endsAt),
    settledAt: iso(period.settledAt),
    openingBalance: formatAmount(period.openingBalance, currency),
    closingBalance: formatAmount(period.closingBalance, currency),
    entries: closingNumber > openingNumber ? [openingNumber + 1, closingNumber] : [],
  };
}
