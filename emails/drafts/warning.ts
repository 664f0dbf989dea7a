import type { Draft, Row } from '../draft.js';
import { rowLines, rowValues } from '../draft.js';
import type { LimitReason, WarningEmail } from '../email.js';
import { debitSentences } from '../debitSentence.js';
import { disputedText } from '../now.js';
import { offersPart, paceRows, paymentPart, siteRows, standingRows } from '../parts.js';
import type { Wording } from '../wording.js';

/** The shared parts of the week and the day notice: the figures, the reason, what to pay and where. */
export function draftWarning(
  email: WarningEmail,
  wording: Wording,
  subject: string,
  afterwards: string,
): Draft {
  const { texts } = wording;
  const doubt = disputedText(email.disputed, wording);
  const collected = debitSentences(email, wording);
  const then = collected === '' ? thenText(email, wording) : collected;
  const lead = [whyText(email, wording), ...(doubt === '' ? [] : [doubt]), then].join(' ');
  const rows = warningRows(email, wording);
  const isOff = email.situation.kind === 'upstream';
  const title = isOff ? texts.keepsFor.titleAccount : texts.keepsFor.title(wording.many);
  const keepsFor = offersPart(email.offers, title, wording);
  const payment = paymentPart(email, wording);
  return {
    subject,
    preview: keepsForPreview(email, wording),
    values: {
      lead,
      rows: rowValues(rows),
      ...keepsFor.values,
      ...payment.values,
      afterwards,
      justPaid: texts.pay.justPaid,
    },
    text: [lead, rowLines(rows, texts), keepsFor.text, payment.text, afterwards, texts.pay.justPaid],
  };
}

/** The preview line names the smallest useful payment. */
function keepsForPreview(
  { offers, payment, situation }: WarningEmail,
  { texts, format, many }: Wording,
): string {
  const [month] = offers.keepsFor;
  const quoted = `${texts.pay.reference} ${payment.reference}`;
  if (month === undefined || situation.kind === 'upstream') return quoted;
  return `${texts.keepsFor.preview(format.money(month.minor), texts.keepsFor.span(month.days), many)} ${quoted}`;
}

/** The effect of a payment in time. */
function thenText({ situation, reason }: WarningEmail, { texts, many }: Wording): string {
  if (situation.kind === 'upstream') return texts.why.upstream(many);
  return reason.kind === 'exemption' || reason.kind === 'policy'
    ? texts.why.payInTime
    : texts.why.topUpInTime;
}

function whyText({ reason, limitDate, range }: WarningEmail, wording: Wording): string {
  const { texts, format, shortMoment, many } = wording;
  const [early, late] = range === undefined ? [] : [range.earliest, range.latest].map(format.shortDay);
  const isForeseen = reason.kind === 'traffic' || reason.kind === 'recurring';
  if (isForeseen && early !== undefined && late !== undefined && early !== late)
    return texts.why.between(early, late, shortMoment(limitDate));
  switch (reason.kind) {
    case 'traffic':
      return texts.why.traffic(shortMoment(limitDate));
    case 'recurring':
      return texts.why.recurring(shortMoment(limitDate));
    case 'charge':
      return texts.why.charge(reason.description, format.localDay(reason.date));
    case 'exemption':
      return reason.creditEnds === null
        ? texts.why.exemption(shortMoment(limitDate))
        : texts.why.exemptionAfter(shortMoment(reason.creditEnds), shortMoment(limitDate));
    case 'policy':
      return reason.creditEnds === null
        ? texts.why.policy(many, shortMoment(limitDate))
        : texts.why.policyAfter(many, shortMoment(reason.creditEnds), shortMoment(limitDate));
  }
}

function warningRows(email: WarningEmail, wording: Wording): Row[] {
  return [
    ...siteRows(email.siteNames, wording),
    ...standingRows(email, wording),
    ...paceRows(email, wording),
    ...reportedRows(email, wording),
    ...chargeRows(email.reason, wording),
    {
      label: dateLabel(email.reason, wording),
      value: wording.shortMoment(email.limitDate),
      strong: true,
      fact: true,
    },
  ];
}

function dateLabel({ kind }: LimitReason, { texts: { labels } }: Wording): string {
  if (kind === 'exemption') return labels.exemptionEnds;
  return kind === 'policy' ? labels.suspendedFrom : labels.limitDate;
}

/** For usage that is reported rarely, the limit date may be the next report; nothing new is known before it. */
function reportedRows({ reported }: WarningEmail, { texts, format }: Wording): Row[] {
  if (reported === undefined) return [];
  return [
    { label: texts.reported.label, value: texts.reported.every(reported.every, format.day(reported.nextAt)) },
  ];
}

function chargeRows(reason: LimitReason, { texts, format }: Wording): Row[] {
  if (reason.kind !== 'charge' || reason.minor === undefined) return [];
  const label = texts.plannedCharge(reason.description, format.localDay(reason.date));
  return [{ label, value: format.money(reason.minor) }];
}
