import { rowLines, rowValues, type Draft, type Row } from '../draft.js';
import type { SuspendedEmail } from '../email.js';
import { exactText, nowText } from '../now.js';
import { offersPart, paymentPart, siteRows, standingRows } from '../parts.js';
import type { Wording } from '../wording.js';

const NO_OFFERS = { shortfall: null, least: null, keepsFor: [] };

/** The sites are suspended: why, what to pay and the effect. If it is over by now, it says so and needs no payment. */
export function draftSuspended(email: SuspendedEmail, wording: Wording): Draft {
  const { texts, many } = wording;
  const { situation, offers } = email;
  const isPaused = situation.kind === 'suspended' && offers.least !== null;
  if (!isPaused && situation.kind !== 'held') return draftOver(email, wording);
  const lead = leadText(email, wording);
  const rows: Row[] = [
    ...siteRows(email.siteNames, wording),
    { label: texts.labels.suspendedSince, value: wording.shortMoment(email.since), fact: true },
    ...standingRows(email, wording),
    ...owedRows(email, wording),
  ];
  const comesBack = isPaused && !situation.upstream;
  const title = comesBack ? texts.keepsFor.titleSuspended(many) : texts.keepsFor.titleAccount;
  // No payment ends a hold, so nothing is asked for beyond what is owed.
  const asks = situation.kind !== 'held' || offers.least !== null;
  const parts = offersPart(asks ? offers : NO_OFFERS, title, wording);
  const payment = paymentPart(email, wording);
  return {
    subject: subjectOf(email, wording, comesBack),
    preview: `${texts.pay.reference} ${email.payment.reference}`,
    values: {
      lead,
      rows: rowValues(rows),
      asks,
      ...parts.values,
      ...payment.values,
      justPaid: asks ? texts.pay.justPaid : '',
    },
    text: [lead, rowLines(rows, texts), ...(asks ? [parts.text, payment.text, texts.pay.justPaid] : [])],
  };
}

function subjectOf({ offers }: SuspendedEmail, wording: Wording, comesBack: boolean): string {
  const { texts, format, many, sitesFirst } = wording;
  return comesBack && offers.least !== null
    ? texts.suspended.subject(sitesFirst, many, format.money(offers.least.minor))
    : texts.suspended.subjectPlain(sitesFirst, many);
}

function leadText(email: SuspendedEmail, wording: Wording): string {
  const { texts, many } = wording;
  const { situation, offers, disputed } = email;
  const { suspended } = texts;
  const missing = offers.shortfall?.minor ?? 0n;
  if (situation.kind === 'held' && missing === 0n)
    return [texts.now.held(many), suspended.visitors].join(' ');
  const why = missing === 0n ? [] : [missing <= disputed ? suspended.whyDisputed : suspended.whyUsed];
  const how =
    situation.kind === 'held'
      ? suspended.held(many)
      : situation.kind === 'suspended' && situation.upstream
        ? suspended.upstream(many)
        : suspended.comesBack(many);
  const exact = situation.kind === 'held' ? '' : exactText(offers, wording);
  return [...why, suspended.visitors, how, ...(exact === '' ? [] : [exact])].join(' ');
}

function owedRows({ offers }: SuspendedEmail, { texts, format }: Wording): Row[] {
  if (offers.shortfall === null) return [];
  return [{ label: texts.labels.owed, value: format.money(offers.shortfall.minor), strong: true }];
}

/** The suspension is over before the email is sent: by a payment, or because the Owner lifted it. */
function draftOver(email: SuspendedEmail, wording: Wording): Draft {
  const { texts, many } = wording;
  const { since, endedAt, situation, wasHeld } = email;
  const isUp = ['fine', 'soon', 'owing', 'unforeseen'].includes(situation.kind);
  const lead = [
    wasHeld ? texts.suspended.wasHeld(many) : texts.suspended.was,
    ...(isUp ? [texts.suspended.isBack(many)] : []),
    nowText(email, wording),
  ].join(' ');
  const rows: Row[] = [
    ...siteRows(email.siteNames, wording),
    { label: texts.labels.suspendedFrom, value: wording.shortMoment(since), fact: true },
    ...(endedAt === null
      ? []
      : [{ label: texts.labels.suspendedUntil, value: wording.shortMoment(endedAt), fact: true }]),
  ];
  const none = offersPart(NO_OFFERS, '', wording);
  return {
    subject: texts.suspended.subjectOver(wording.sitesFirst, many),
    preview: nowText(email, wording),
    values: {
      lead,
      rows: rowValues(rows),
      asks: false,
      ...none.values,
      ...paymentPart(email, wording).values,
      justPaid: '',
    },
    text: [lead, rowLines(rows, texts)],
  };
}
