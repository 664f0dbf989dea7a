import { rowLines, rowValues, type Draft, type Row } from '../draft.js';
import type { ReceiptEmail } from '../email.js';
import { nowText } from '../now.js';
import { paymentPart, standingRows } from '../parts.js';
import type { Wording } from '../wording.js';

/** A payment was received. If it did not reactivate suspended sites, the email gives the exact amount still missing. */
export function draftReceipt(email: ReceiptEmail, wording: Wording): Draft {
  const { texts } = wording;
  const missing = missingOf(email);
  const isShort = missing > 0n;
  const lead = leadText(email, wording, missing);
  const rows = receiptRows(email, wording, missing);
  const payment = paymentPart(email, wording);
  return {
    subject: subjectOf(email, wording, missing),
    preview: rowLines(rows.slice(-1), texts),
    values: { lead, rows: rowValues(rows), short: isShort, ...payment.values },
    text: [lead, rowLines(rows, texts), isShort ? payment.text : undefined],
  };
}

/** The amount still missing to reactivate suspended sites. */
function missingOf({ situation }: ReceiptEmail): bigint {
  return situation.kind === 'suspended' || situation.kind === 'held' ? situation.missing : 0n;
}

function subjectOf({ amount, reversed }: ReceiptEmail, { texts, format }: Wording, missing: bigint): string {
  const paid = format.money(amount);
  if (reversed) return texts.receipt.subjectReversed(paid);
  return missing > 0n ? texts.receipt.subjectShort(paid, format.money(missing)) : texts.receipt.subject(paid);
}

function leadText(email: ReceiptEmail, wording: Wording, missing: bigint): string {
  const { receipt } = wording.texts;
  const { documents = [] } = email;
  const names = documents.map(({ kind, number }) => wording.texts.statement.documents[kind](number));
  const attached = names.length === 0 ? [] : [wording.texts.statement.attached(wording.format.list(names))];
  const on = email.reversed ? receipt.leadReversed(wording.sites) : receipt.lead(wording.sites);
  const what = [on, ...attached].join(' ');
  const { kind } = email.situation;
  if (email.disputed === 0n && (kind === 'fine' || kind === 'unforeseen')) return what;
  const short = email.reversed || missing === 0n ? [] : [receipt.short];
  return [what, ...short, nowText(email, wording)].join(' ');
}

function receiptRows(email: ReceiptEmail, wording: Wording, missing: bigint): Row[] {
  const { texts, format } = wording;
  const { labels } = texts;
  return [
    { label: labels.amount, value: format.money(email.amount) },
    ...known(labels.method, texts.method(email.method)),
    ...known(labels.reference, email.reference ?? ''),
    { label: labels.receivedAt, value: format.date(email.receivedAt), fact: true },
    { label: labels.entryNumber, value: texts.entryNumber(email.entryNumber.toString()), fact: true },
    { label: labels.balanceAfter, value: format.money(email.balanceAfter), strong: missing === 0n },
    ...(email.reversed && email.balance !== email.balanceAfter
      ? [{ label: labels.balanceWithout, value: format.money(email.balance), strong: missing === 0n }]
      : []),
    ...shortRows(email, wording, missing),
  ];
}

/** An optional row: none if the value is empty. */
function known(label: string, value: string): Row[] {
  return value === '' ? [] : [{ label, value, fact: true }];
}

/** The figures behind the missing amount: the balance now and the credit limit. */
function shortRows(email: ReceiptEmail, wording: Wording, missing: bigint): Row[] {
  if (missing === 0n) return [];
  const { texts, format } = wording;
  return [
    ...standingRows(email, wording),
    { label: texts.labels.owed, value: format.money(missing), strong: true },
  ];
}
