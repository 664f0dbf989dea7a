import { rowLines, rowValues, type Draft, type Row } from '../draft.js';
import type { SuspendedLetter } from '../letter.js';
import { keepsForPart, paymentPart, siteRows, standingRows } from '../parts.js';
import type { Words } from '../words.js';

/** The sites are paused: exactly what brings them back, and what keeps them up then. */
export function draftSuspended(letter: SuspendedLetter, words: Words): Draft {
  const { texts, format, many } = words;
  const shortBy = format.money(letter.shortBy);
  const lead = texts.suspended.lead(many);
  const rows: Row[] = [
    ...siteRows(letter.siteNames, words),
    { label: texts.labels.pausedSince, value: words.shortMoment(letter.since), fact: true },
    ...standingRows(letter, words),
    { label: texts.labels.shortBy(many), value: shortBy, strong: true },
  ];
  const keepsFor = keepsForPart(letter.keepsFor, texts.keepsFor.titleSuspended(many), words);
  const payment = paymentPart(letter, words);
  return {
    subject: texts.suspended.subject(words.sitesFirst, many, shortBy),
    preview: `${texts.pay.reference} ${letter.payment.reference}`,
    values: {
      lead,
      rows: rowValues(rows),
      ...keepsFor.values,
      ...payment.values,
      justPaid: texts.pay.justPaid,
    },
    text: [lead, rowLines(rows), keepsFor.text, payment.text, texts.pay.justPaid],
  };
}
