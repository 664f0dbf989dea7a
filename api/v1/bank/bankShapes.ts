import { formatLineReason, type LineReason } from '../../../src/core/values/lineReason.js';
import { z } from '@hono/zod-openapi';
import type { StatementPreview } from '../../../src/statements/previewStatement.js';
import type { BankProfile } from '../../../src/store/bank/bankProfiles.js';
import { idResponse, instantText, iso } from '../framework/responses.js';

export const BANK_LINE_STATES = ['posted', 'unmatched', 'held-back', 'dismissed'] as const;

const answers = z.record(z.string(), z.unknown());
const lineReason = z.object({ line: z.int(), reason: z.string() });
const decimalText = z.string().openapi({ example: '1120.00' });

/** How a statement was read, and the expected result. */
export const previewShape = z
  .object({
    dryRun: z.literal(true),
    name: z.string(),
    kind: z.string().openapi({ description: 'What the file is.', example: 'camt.053.001.08' }),
    profile: z.object({
      id: idResponse,
      headings: z.array(z.string()),
      account: z.string(),
      confirmedAt: instantText.nullable(),
    }),
    answers: answers.openapi({ description: 'Sent and saved values combined.' }),
    questions: z
      .array(z.object({ field: z.string(), asks: z.string(), choices: z.array(z.string()) }))
      .openapi({ description: 'Values that must be sent, by field, before anything is posted.' }),
    mapping: z.object({
      columns: z.record(z.string(), z.string()),
      signFrom: z.string().nullable(),
      dateOrder: z.enum(['dmy', 'mdy', 'ymd']).nullable(),
      dateOrderFrom: z.string(),
      decimalMark: z.enum(['.', ',']).nullable(),
      currencies: z.array(z.string()),
      encoding: z.string().nullable(),
    }),
    totals: z
      .record(z.string(), z.object({ in: decimalText, out: decimalText, pending: decimalText }))
      .openapi({ description: 'By currency; "" if the file names none.' }),
    counts: z.record(z.string(), z.int()).openapi({ description: 'Lines of the file by outcome.' }),
    firstRows: z.array(
      z.object({
        line: z.int(),
        is: z.enum(['in', 'returned', 'out', 'pending', 'zero', 'held back', 'unreadable']),
        bookedOn: z.string().nullable(),
        amount: z.string().nullable(),
        currency: z.string().nullable(),
        text: z.string(),
      }),
    ),
    wouldPost: z.int(),
    wouldTakeBack: z.int(),
    alreadyPosted: z.int(),
    outgoing: z.int(),
    pending: z.int(),
    unread: z.int(),
    heldBack: z.array(lineReason.extend({ text: z.string() })),
    unmatched: z.array(lineReason),
    proposals: z.array(
      z.object({ line: z.int(), accountId: idResponse, accountName: z.string(), because: z.string() }),
    ),
  })
  .openapi('BankImportPreview');

export function statementPreviewResponse(preview: StatementPreview): object {
  const { profile, mapping, counts, heldBack, unmatched, ...rest } = preview;
  const { totals, ...understood } = mapping;
  const { confirmedAt } = profile;
  return {
    dryRun: true,
    ...rest,
    profile: { ...profile, confirmedAt: confirmedAt === null ? null : iso(confirmedAt) },
    heldBack: heldBack.map(withText),
    unmatched: unmatched.map(withText),
    ...{ mapping: understood, totals, counts, unread: counts.unreadable },
  };
}

function withText<Line extends { readonly reason: LineReason }>(line: Line) {
  return { ...line, reason: formatLineReason(line.reason) };
}

export const profileShape = z
  .object({
    id: idResponse,
    name: z.string(),
    headings: z.array(z.string()),
    account: z.string().openapi({ description: 'Receiving account; "" if the file does not name it.' }),
    answers,
    confirmedAt: instantText,
  })
  .openapi('BankProfile');

export function profileResponse(profile: BankProfile): object {
  return { ...profile, confirmedAt: iso(profile.confirmedAt) };
}
