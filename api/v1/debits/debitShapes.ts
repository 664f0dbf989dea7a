import { z } from '@hono/zod-openapi';
import { COLLECTORS, DEBIT_MODES, DEBIT_STATES } from '../../../src/billing/debits/debit.js';
import { formatAmount } from '../../../src/core/values/money.js';
import type { AccountDebits } from '../../../src/payments/debits/loadDebits.js';
import type { DebitFile } from '../../../src/store/debits/debitFiles.js';
import type { Debit } from '../../../src/store/debits/debits.js';
import type { Mandate } from '../../../src/store/debits/mandates.js';
import { dateText, idResponse, instantText, iso, money } from '../framework/responses.js';

const at = (instant: number | null): string | null => (instant === null ? null : iso(instant));

export const mandateShape = z
  .object({
    id: idResponse,
    reference: z.string(),
    collector: z.enum(COLLECTORS),
    holder: z.string(),
    country: z.string(),
    lastFour: z.string().openapi({ description: 'Of the IBAN, which is never returned.' }),
    onPaper: z.boolean(),
    signedOn: dateText,
    givenAt: instantText,
    language: z.string(),
    text: z.string().openapi({ description: 'As the client agreed to it; empty for one on paper.' }),
    endedAt: instantText.nullable(),
    endReason: z.enum(['client', 'owner', 'replaced', 'lapsed', 'returned', 'erased']).nullable(),
  })
  .openapi('Mandate');

export function mandateResponse(mandate: Mandate): object {
  const { id, reference, collector, holder, country, lastFour, onPaper, signedOn, language, shown } = mandate;
  const ended = { endedAt: at(mandate.endedAt), endReason: mandate.endReason };
  const given = { signedOn, givenAt: iso(mandate.givenAt), language, text: shown };
  return { id, reference, collector, holder, country, lastFour, onPaper, ...given, ...ended };
}

export const accountDebitsShape = z
  .object({
    mode: z.enum(DEBIT_MODES).openapi({
      description:
        'What is collected by itself: `top-up`, what keeps the account online, before its limit; `invoice`, what is owed ' +
        'after a settlement; `off`.',
    }),
    offered: z.boolean().openapi({ description: 'Whether the client can give a mandate.' }),
    mandate: mandateShape.nullable().openapi({ description: 'The one in force.' }),
  })
  .openapi('AccountDirectDebit');

export function accountDebitsResponse({ mode, offered, mandate }: AccountDebits): object {
  return { mode, offered, mandate: mandate === undefined ? null : mandateResponse(mandate) };
}

export const debitShape = z
  .object({
    id: idResponse,
    accountId: idResponse,
    state: z.enum(DEBIT_STATES).openapi({ description: 'Pending: `announced` or `submitted`.' }),
    purpose: z.enum(['top-up', 'invoice']),
    amount: money,
    currency: z.string(),
    collectOn: dateText,
    submitOn: dateText.openapi({ description: 'The last day to hand it in.' }),
    endToEndId: z.string(),
    mandateReference: z.string(),
    fileId: idResponse.nullable(),
    entryId: idResponse.nullable().openapi({ description: 'Its payment, once the money is there.' }),
    createdAt: instantText,
    paidAt: instantText.nullable(),
    endedAt: instantText.nullable(),
    returnCode: z
      .string()
      .nullable()
      .openapi({ description: 'The bank’s reason (ISO 20022).', example: 'AM04' }),
    detail: z.string().nullable(),
  })
  .openapi('Debit');

export function debitResponse(debit: Debit): object {
  const { id, accountId, state, purpose, amount, collectOn, submitOn, endToEndId, mandateReference } = debit;
  const { fileId, entryId, returnCode, detail } = debit;
  return {
    ...{ id, accountId, state, purpose, amount: formatAmount(amount, 'EUR'), currency: 'EUR' },
    ...{ collectOn, submitOn, endToEndId, mandateReference, fileId, entryId },
    ...{ createdAt: iso(debit.createdAt), paidAt: at(debit.paidAt), endedAt: at(debit.endedAt) },
    ...{ returnCode, detail },
  };
}

export const debitFileShape = z
  .object({
    id: idResponse,
    number: z.int(),
    debits: z.int(),
    total: money,
    firstDate: dateText.openapi({ description: 'The earliest day of collection in it.' }),
    lastDate: dateText,
    createdAt: instantText,
    refusedAt: instantText.nullable(),
    refusedReason: z.string().nullable(),
  })
  .openapi('DebitFile');

export function debitFileResponse(file: DebitFile): object {
  const { id, number, debits, total, firstDate, lastDate, refusedReason } = file;
  const days = { firstDate, lastDate, createdAt: iso(file.createdAt), refusedAt: at(file.refusedAt) };
  return { id, number, debits, total: formatAmount(total, 'EUR'), ...days, refusedReason };
}
