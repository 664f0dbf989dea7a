import { z } from '@hono/zod-openapi';
import { formatAmount } from '../../../src/core/values/money.js';
import type { Instant } from '../../../src/core/values/zone.js';
import type { Entry } from '../../../src/store/ledger/entries.js';

/** The schemas that responses share. */
export const money = z.string().openapi({ example: '49.00' });
export const instantText = z.string().openapi({ format: 'date-time', example: '2026-03-01T12:00:00.000Z' });
export const dateText = z.string().openapi({ format: 'date', example: '2026-03-01' });
export const idResponse = z.string().openapi({ format: 'uuid' });

export function iso(at: Instant): string {
  return new Date(at).toISOString();
}

export function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : iso(at);
}

export const entryShape = z
  .object({
    id: idResponse,
    number: z.int(),
    kind: z.enum(['payment', 'charge', 'tax', 'refund', 'reversal', 'adjustment']),
    category: z.string().optional(),
    amount: money.openapi({ description: 'Signed from the client’s side: charges are negative.' }),
    balanceAfter: money,
    currency: z.string(),
    description: z.string(),
    method: z.string().optional(),
    reference: z.string().optional(),
    reverses: idResponse.optional(),
    taxes: idResponse.optional(),
    corrects: idResponse
      .optional()
      .openapi({ description: 'The entry it corrects: a refund’s payment or a credit’s charge.' }),
    effectiveAt: instantText,
    postedAt: instantText,
  })
  .openapi('Entry');

/** An entry in the API's format. Undefined fields do not appear in JSON. */
export function entryResponse(entry: Entry): object {
  const { id, number, kind, category, currency, description, method, reference, reverses, taxes, corrects } =
    entry;
  return {
    id,
    number,
    kind,
    category,
    amount: formatAmount(entry.amount, currency),
    balanceAfter: formatAmount(entry.balanceAfter, currency),
    currency,
    description,
    method,
    reference,
    reverses,
    taxes,
    corrects,
    effectiveAt: iso(entry.effectiveAt),
    postedAt: iso(entry.postedAt),
  };
}
