import { z } from '@hono/zod-openapi';
import { EVENT_TYPES } from '../../../src/core/values/eventTypes.js';
import type { StoredEvent } from '../../../src/store/events/events.js';
import { entryResponse, idResponse, instantText, iso } from '../framework/responses.js';
import { issuedResponse } from '../invoices/invoiceShapes.js';

export const eventType = z.enum(EVENT_TYPES);

export const eventShape = z
  .object({
    id: idResponse,
    type: eventType,
    at: instantText,
    data: z.looseObject({ accountId: idResponse }).openapi({
      description:
        'Of documents: as in `GET /v1/invoices`. Of a payment: `entry`. Of a suspension and its end: `reason`. Of a ' +
        'notice: `kind` and the `emailId`.',
    }),
  })
  .openapi('Event');

/** An event as the list and as webhooks say it. */
export function eventResponse(event: StoredEvent): object {
  const { id, type, at } = event;
  return { id, type, at: iso(at), data: dataOf(event) };
}

function dataOf({ type, accountId, subjectId, detail, issued, entry }: StoredEvent): object {
  switch (type) {
    case 'invoice.issued':
    case 'receipt.issued':
      return issued === undefined ? { accountId, id: subjectId } : issuedResponse(issued);
    case 'payment.received':
      return { accountId, entry: entry === undefined ? { id: subjectId } : entryResponse(entry) };
    case 'account.suspended':
    case 'account.reactivated':
      return { accountId, reason: detail };
    case 'notice.sent':
      return { accountId, kind: detail, emailId: subjectId };
  }
}
