import { rowLines, rowValues, type Draft, type Row } from '../draft.js';
import type { ReceiptLetter } from '../letter.js';
import { creditLimitRow, paymentPart } from '../parts.js';
import type { Words } from '../words.js';

/** A payment is in. When it did not restore suspended sites, the letter says by exactly how much it is short. */
export function draftReceipt(letter: ReceiptLetter, words: Words): Draft {
  const { texts, format, many } = words;
  const amount = format.money(letter.amount);
  const missing = letter.shortBy === null ? undefined : format.money(letter.shortBy);
  const lead =
    missing === undefined
      ? texts.receipt.lead(words.sites)
      : texts.receipt.leadShort(words.sites, many, missing);
  const rows = receiptRows(letter, words);
  const payment = paymentPart(letter, words);
  return {
    subject:
      missing === undefined ? texts.receipt.subject(amount) : texts.receipt.subjectShort(amount, missing),
    preview: rowLines(rows.slice(-1)),
    values: { lead, rows: rowValues(rows), short: missing !== undefined, ...payment.values },
    text: [lead, rowLines(rows), missing === undefined ? undefined : payment.text],
  };
}

function receiptRows(letter: ReceiptLetter, words: Words): Row[] {
  const { texts, format } = words;
  const { labels } = texts;
  return [
    { label: labels.amount, value: format.money(letter.amount) },
    ...known(labels.method, texts.method(letter.method)),
    ...known(labels.reference, letter.reference ?? ''),
    { label: labels.receivedAt, value: format.date(letter.receivedAt), fact: true },
    { label: labels.entryNumber, value: texts.entryNumber(letter.entryNumber.toString()), fact: true },
    { label: labels.newBalance, value: format.money(letter.balance), strong: letter.shortBy === null },
    ...shortRows(letter, words),
  ];
}

/** A fact that may not have been told. */
function known(label: string, value: string): Row[] {
  return value === '' ? [] : [{ label, value, fact: true }];
}

/** How the missing amount comes about: what was used since, and how far the account may go. */
function shortRows(letter: ReceiptLetter, words: Words): Row[] {
  if (letter.shortBy === null) return [];
  const { texts, format } = words;
  return [
    { label: texts.labels.accrued, value: format.money(-letter.accrued) },
    creditLimitRow(letter.creditLimit, words),
    { label: texts.receipt.missing(words.many), value: format.money(letter.shortBy), strong: true },
  ];
}
