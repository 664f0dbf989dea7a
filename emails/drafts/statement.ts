import { addDays, localDateOf } from '../../src/core/values/zone.js';
import { debitSentences } from '../debitSentence.js';
import { type Draft, rowLines } from '../draft.js';
import type { StatementEntry, StatementEmail } from '../email.js';
import { nowText } from '../now.js';
import { safeLink } from '../parts.js';
import type { TemplateValues } from '../template.js';
import type { Texts } from '../texts/index.js';
import type { Wording } from '../wording.js';

/** The heading an entry is listed under. */
type Group = 'charges' | 'tax' | 'corrections' | 'payments';

const GROUPS: readonly Group[] = ['charges', 'tax', 'corrections', 'payments'];

/** A period is settled: every line of it between its opening and its closing balance. */
export function draftStatement(email: StatementEmail, wording: Wording): Draft {
  const { texts, format } = wording;
  const days = format.localDays(email.startDate, addDays(email.endDate, -1));
  const closing = format.money(email.closingBalance);
  const { documents = [] } = email;
  const names = documents.map(({ kind, number }) => texts.statement.documents[kind](number));
  const attached = names.length === 0 ? '' : `${texts.statement.attached(format.list(names))} `;
  const collected = debitSentences(email, wording);
  const now = collected === '' ? nowText(email, wording) : `${nowText(email, wording)} ${collected}`;
  const lead = `${texts.statement.lead(days, wording.sites)} ${attached}${now}`;
  const [invoice, ...others] = documents.filter(({ kind }) => kind === 'invoice');
  const portal = safeLink(email.portal);
  const nothing = email.entries.length === 0 ? [{ line: texts.statement.nothing }] : [];
  return {
    subject:
      invoice === undefined || others.length > 0
        ? texts.statement.subject(days, closing)
        : texts.statement.subjectInvoice(invoice.number, days, closing),
    preview: lead,
    values: {
      lead,
      what: texts.statement.what,
      amountIn: texts.statement.amountIn(format.currencySign),
      opening: texts.labels.openingBalance,
      openingBalance: format.amount(email.openingBalance),
      groups: GROUPS.flatMap((group) => groupValues(group, email, wording)),
      nothing,
      closing: texts.labels.closingBalance,
      closingBalance: format.amount(email.closingBalance),
      payReferenceLabel: texts.statement.reference,
      reference: email.payment.reference,
      files: portal === undefined ? [] : [{ asFile: texts.statement.asFile, portal }],
    },
    text: [lead, ...statementText(email, wording, closing)],
  };
}

function groupOf({ kind }: StatementEntry): Group {
  switch (kind) {
    case 'charge':
      return 'charges';
    case 'tax':
      return 'tax';
    case 'reversal':
    case 'adjustment':
      return 'corrections';
    case 'payment':
    case 'refund':
      return 'payments';
  }
}

function groupValues(group: Group, email: StatementEmail, wording: Wording): TemplateValues[] {
  const entries = email.entries.filter((entry) => groupOf(entry) === group);
  if (entries.length === 0) return [];
  const { texts, format } = wording;
  const lines = entries.map((entry) => ({
    description: entry.description,
    detail: detailOf(entry, email, wording),
    amount: format.amount(entry.minor),
  }));
  const total = { totalLabel: texts.labels.total, total: format.amount(sumOf(entries)) };
  return [{ title: texts.statement[group], lines, hasTotal: entries.length > 1, ...total }];
}

/**
 * The small line under a description: the day, and the quantity of usage. Entries of a settlement show no day:
 * they are dated the first day after the period and cover all of it.
 */
function detailOf(entry: StatementEntry, email: StatementEmail, { texts, format }: Wording): string {
  const dated = localDateOf(entry.effectiveAt, email.timeZone) < email.endDate;
  const day = dated ? format.shortDay(entry.effectiveAt) : '';
  const usage = entry.usage === undefined ? '' : usageText(entry.usage, texts, format);
  return [day, usage].filter((detail) => detail !== '').join(' · ');
}

function usageText(
  { quantity, unit }: NonNullable<StatementEntry['usage']>,
  texts: Texts,
  format: Wording['format'],
): string {
  const exact = texts.quantity(format.quantity(quantity), unit);
  const short = unit === 'bytes' ? format.bytes(quantity) : undefined;
  return short === undefined ? exact : texts.bytes(short, exact);
}

function sumOf(entries: readonly StatementEntry[]): bigint {
  return entries.reduce((sum, entry) => sum + entry.minor, 0n);
}

function statementText(email: StatementEmail, wording: Wording, closing: string): string[] {
  const { texts, format } = wording;
  const portal = safeLink(email.portal);
  const opening = { label: texts.labels.openingBalance, value: format.money(email.openingBalance) };
  const groups = GROUPS.map((group) => groupText(group, email, wording)).filter((text) => text !== '');
  return [
    rowLines([opening], texts),
    ...(groups.length > 0 ? groups : [texts.statement.nothing]),
    rowLines([{ label: texts.labels.closingBalance, value: closing }], texts),
    `${texts.statement.reference} ${email.payment.reference}`,
    ...(portal === undefined ? [] : [`${texts.statement.asFile} ${portal}`]),
  ];
}

function groupText(group: Group, email: StatementEmail, wording: Wording): string {
  const entries = email.entries.filter((entry) => groupOf(entry) === group);
  if (entries.length === 0) return '';
  const { texts, format } = wording;
  const rows = entries.map((entry) => {
    const detail = detailOf(entry, email, wording);
    const label = detail === '' ? entry.description : `${entry.description}, ${detail}`;
    return { label, value: format.money(entry.minor) };
  });
  if (rows.length > 1) rows.push({ label: texts.labels.total, value: format.money(sumOf(entries)) });
  return `${texts.statement[group]}\n${rowLines(rows, texts)}`;
}
