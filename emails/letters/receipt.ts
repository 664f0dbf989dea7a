import { rowLines, rowValues, type Draft, type Row } from '../draft.js';
import type { ReceiptLetter } from '../letter.js';
import { nowText } from '../now.js';
import { paymentPart, standingRows } from '../parts.js';
import type { Words } from '../words.js';

/** A payment is in. When it did not restore suspended sites, the letter says by exactly how much it is short. */
export function draftReceipt(letter: ReceiptLetter, words: Words): Draft {
  const missing = missingOf(letter);
  const isShort = missing > 0n;
  const lead = leadText(letter, words, missing);
  const rows = receiptRows(letter, words, missing);
  const payment = paymentPart(letter, words);
  return {
    subject: subjectOf(letter, words, missing),
    preview: rowLines(rows.slice(-1)),
    values: { lead, rows: rowValues(rows), short: isShort, ...payment.values },
    text: [lead, rowLines(rows), isShort ? payment.text : undefined],
  };
}

/** What keeps suspended sites down, in money. */
function missingOf({ situation }: ReceiptLetter): bigint {
  return situation.kind === 'suspended' || situation.kind === 'held' ? situation.missing : 0n;
}

function subjectOf({ amount, reversed }: ReceiptLetter, { texts, format }: Words, missing: bigint): string {
  const paid = format.money(amount);
  if (reversed) return texts.receipt.subjectReversed(paid);
  return missing > 0n ? texts.receipt.subjectShort(paid, format.money(missing)) : texts.receipt.subject(paid);
}

function leadText(letter: ReceiptLetter, words: Words, missing: bigint): string {
  const { receipt } = words.texts;
  const what = letter.reversed ? receipt.leadReversed(words.sites) : receipt.lead(words.sites);
  const { kind } = letter.situation;
  if (letter.disputed === 0n && (kind === 'fine' || kind === 'unforeseen')) return what;
  const short = letter.reversed || missing === 0n ? [] : [receipt.short];
  return [what, ...short, nowText(letter, words)].join(' ');
}

function receiptRows(letter: ReceiptLetter, words: Words, missing: bigint): Row[] {
  const { texts, format } = words;
  const { labels } = texts;
  return [
    { label: labels.amount, value: format.money(letter.amount) },
    ...known(labels.method, texts.method(letter.method)),
    ...known(labels.reference, letter.reference ?? ''),
    { label: labels.receivedAt, value: format.date(letter.receivedAt), fact: true },
    { label: labels.entryNumber, value: texts.entryNumber(letter.entryNumber.toString()), fact: true },
    { label: labels.balanceAfter, value: format.money(letter.balanceAfter), strong: missing === 0n },
    ...(letter.reversed && letter.balance !== letter.balanceAfter
      ? [{ label: labels.balanceWithout, value: format.money(letter.balance), strong: missing === 0n }]
      : []),
    ...shortRows(letter, words, missing),
  ];
}

/** A fact that may not have been told. */
function known(label: string, value: string): Row[] {
  return value === '' ? [] : [{ label, value, fact: true }];
}

/** How the missing amount comes about: where the account stands by now, and how far it may go. */
function shortRows(letter: ReceiptLetter, words: Words, missing: bigint): Row[] {
  if (missing === 0n) return [];
  const { texts, format } = words;
  return [
    ...standingRows(letter, words),
    { label: texts.labels.owed, value: format.money(missing), strong: true },
  ];
}
