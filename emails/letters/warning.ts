import type { Draft, Row } from '../draft.js';
import { rowLines, rowValues } from '../draft.js';
import type { LimitReason, WarningLetter } from '../letter.js';
import { disputedText } from '../now.js';
import { offersPart, paceRows, paymentPart, siteRows, standingRows } from '../parts.js';
import type { Words } from '../words.js';

/** What the week and the day notice have in common: the figures, the reason, what to pay and where. */
export function draftWarning(
  letter: WarningLetter,
  words: Words,
  subject: string,
  afterwards: string,
): Draft {
  const { texts } = words;
  const doubt = disputedText(letter.disputed, words);
  const lead = [whyText(letter, words), ...(doubt === '' ? [] : [doubt]), thenText(letter, words)].join(' ');
  const rows = warningRows(letter, words);
  const isOff = letter.situation.kind === 'upstream';
  const title = isOff ? texts.keepsFor.titleAccount : texts.keepsFor.title(words.many);
  const keepsFor = offersPart(letter.offers, title, words);
  const payment = paymentPart(letter, words);
  return {
    subject,
    preview: keepsForPreview(letter, words),
    values: {
      lead,
      rows: rowValues(rows),
      ...keepsFor.values,
      ...payment.values,
      afterwards,
      justPaid: texts.pay.justPaid,
    },
    text: [lead, rowLines(rows), keepsFor.text, payment.text, afterwards, texts.pay.justPaid],
  };
}

/** Tells the inbox what the smallest useful payment is. */
function keepsForPreview(
  { offers, payment, situation }: WarningLetter,
  { texts, format, many }: Words,
): string {
  const [month] = offers.keepsFor;
  const quoted = `${texts.pay.reference} ${payment.reference}`;
  if (month === undefined || situation.kind === 'upstream') return quoted;
  return `${texts.keepsFor.preview(format.money(month.minor), texts.keepsFor.span(month.days), many)} ${quoted}`;
}

/** What a payment in time does for the visitors. */
function thenText({ situation, reason }: WarningLetter, { texts, many }: Words): string {
  if (situation.kind === 'upstream') return texts.why.upstream(many);
  return reason.kind === 'promise' ? texts.why.payInTime : texts.why.topUpInTime;
}

function whyText({ reason, limitDate }: WarningLetter, words: Words): string {
  const { texts, format, shortMoment } = words;
  switch (reason.kind) {
    case 'traffic':
      return texts.why.traffic(shortMoment(limitDate));
    case 'recurring':
      return texts.why.recurring(shortMoment(limitDate));
    case 'charge':
      return texts.why.charge(reason.description, format.localDay(reason.date));
    case 'promise':
      return reason.creditEnds === null
        ? texts.why.promise(shortMoment(limitDate))
        : texts.why.promiseAfter(shortMoment(reason.creditEnds), shortMoment(limitDate));
  }
}

function warningRows(letter: WarningLetter, words: Words): Row[] {
  const { texts } = words;
  const promise = letter.reason.kind === 'promise';
  return [
    ...siteRows(letter.siteNames, words),
    ...standingRows(letter, words),
    ...paceRows(letter, words),
    ...reportedRows(letter, words),
    ...chargeRows(letter.reason, words),
    {
      label: promise ? texts.labels.promiseEnds : texts.labels.limitDate,
      value: words.shortMoment(letter.limitDate),
      strong: true,
      fact: true,
    },
  ];
}

/** Of what is reported rarely nothing new is known until the next report, and the limit date may be that report. */
function reportedRows({ reported }: WarningLetter, { texts, format }: Words): Row[] {
  if (reported === undefined) return [];
  return [
    { label: texts.reported.label, value: texts.reported.every(reported.every, format.day(reported.nextAt)) },
  ];
}

function chargeRows(reason: LimitReason, { texts, format }: Words): Row[] {
  if (reason.kind !== 'charge' || reason.minor === undefined) return [];
  const label = texts.plannedCharge(reason.description, format.localDay(reason.date));
  return [{ label, value: format.money(reason.minor) }];
}
