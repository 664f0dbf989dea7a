import { z } from '@hono/zod-openapi';
import { formatAmount } from '../../../src/core/values/money.js';
import type { ProviderView } from '../../../src/payments/manageProviders.js';
import type { TopUpView } from '../../../src/payments/topUp/topUpSettings.js';
import type { BankImport, BankLine } from '../../../src/store/bank/bank.js';
import type { PaymentEvent } from '../../../src/store/payments/payments.js';
import { formatLineReason } from '../../../src/core/values/lineReason.js';
import { BANK_LINE_STATES } from '../bank/bankShapes.js';
import { dateText, idResponse, instantText, iso, money } from '../framework/responses.js';

export const providerShape = z
  .object({
    provider: z.enum(['stripe', 'mollie']),
    enabled: z.boolean(),
    set: z
      .array(z.string())
      .openapi({ description: 'Names of the stored keys. Their values are never returned.' }),
    webhookUrl: z.string().openapi({ description: 'Webhook URL to set at the provider.' }),
    events: z.array(z.string()).openapi({ description: 'Event types that the webhook must receive.' }),
    changedAt: instantText.nullable(),
  })
  .openapi('PaymentProvider');

export function providerResponse(view: ProviderView, events: readonly string[]): object {
  return { ...view, events, changedAt: view.changedAt === null ? null : iso(view.changedAt) };
}

export const topUpShape = z
  .object({
    enabled: z.boolean(),
    dailyCap: money.nullable(),
    minimum: money,
    card: z
      .object({
        provider: z.string(),
        brand: z.string(),
        lastFour: z.string(),
        expires: z.string(),
        savedAt: instantText,
      })
      .nullable(),
    attempts: z.array(
      z.object({
        id: idResponse,
        amount: money,
        startedAt: instantText,
        outcome: z.enum(['running', 'paid', 'pending', 'needs-client', 'refused', 'unavailable']),
        detail: z.string().nullable(),
      }),
    ),
  })
  .openapi('TopUp');

export function topUpResponse({ currency, enabled, dailyCap, minimum, card, attempts }: TopUpView): object {
  return {
    enabled,
    dailyCap: dailyCap === null ? null : formatAmount(dailyCap, currency),
    minimum: formatAmount(minimum, currency),
    card: card && {
      provider: card.provider,
      brand: card.brand,
      lastFour: card.lastFour,
      expires: card.expires,
      savedAt: iso(card.savedAt),
    },
    attempts: attempts.map(({ id, amount, startedAt, outcome, detail }) => ({
      id,
      amount: formatAmount(amount, currency),
      startedAt: iso(startedAt),
      outcome: outcome ?? 'running',
      detail,
    })),
  };
}

export const importShape = z
  .object({
    id: idResponse,
    name: z.string(),
    kind: z.string().openapi({ description: 'What the file is.', example: 'camt.053.001.08' }),
    importedAt: instantText,
    finishedAt: instantText.nullable(),
    posted: z.int(),
    takenBack: z.int().openapi({ description: 'Payments that came back and were reversed.' }),
    unmatched: z.int(),
    doubles: z.int(),
    outgoing: z.int(),
    pending: z.int(),
    unreadable: z.array(z.object({ line: z.int(), reason: z.string() })),
    seenBefore: z.array(z.object({ line: z.int(), bankLineId: idResponse })),
    total: z.int().nullable(),
    taken: z.int(),
    counts: z.record(z.string(), z.int()).openapi({ description: 'Lines of the file by outcome.' }),
  })
  .openapi('BankImport');

export function importResponse(found: BankImport): object {
  const { importedAt, finishedAt } = found;
  return { ...found, importedAt: iso(importedAt), finishedAt: finishedAt === null ? null : iso(finishedAt) };
}

export const bankLineShape = z
  .object({
    id: idResponse,
    importId: idResponse,
    line: z.int(),
    bookedOn: dateText.nullable(),
    amount: money.nullable(),
    currency: z.string().nullable(),
    payer: z.string(),
    remittance: z.string(),
    state: z.enum(BANK_LINE_STATES),
    reason: z.string().nullable(),
    accountId: idResponse.nullable(),
    entryId: idResponse.nullable(),
  })
  .openapi('BankLine');

export function bankLineResponse({ reason, ...line }: BankLine): object {
  return { ...line, reason: reason && formatLineReason(reason) };
}

export const paymentEventShape = z
  .object({
    id: idResponse,
    provider: z.string(),
    kind: z.string(),
    paymentId: z.string(),
    amount: money.nullable(),
    currency: z.string().nullable(),
    state: z.enum(['posted', 'noted', 'waiting', 'refused', 'foreign']),
    detail: z.string().nullable(),
    accountId: idResponse.nullable(),
    entryId: idResponse.nullable(),
    happenedAt: instantText,
    recordedAt: instantText,
    resolvedAt: instantText.nullable(),
  })
  .openapi('PaymentEvent');

export function paymentEventResponse(event: PaymentEvent): object {
  const { id, provider, kind, paymentId, amount, currency, state, detail, accountId, entryId } = event;
  return {
    id,
    provider,
    kind,
    paymentId,
    amount: amount === null || currency === null ? null : formatAmount(amount, currency),
    currency,
    state,
    detail,
    accountId,
    entryId,
    happenedAt: iso(event.happenedAt),
    recordedAt: iso(event.recordedAt),
    resolvedAt: event.resolvedAt === null ? null : iso(event.resolvedAt),
  };
}
