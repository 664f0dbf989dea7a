import { rowLines, rowValues, type Draft, type Row } from '../draft.js';
import type { SuspendedEmail } from '../email.js';
import { exactText, nowText } from '../now.js';
import { offersPart, paymentPart, siteRows, standingRows } from '../parts.js';
import type { Wording } from '../wording.js';

/** The sites are suspended: why, what to pay and the effect. If it is over by now, it says so and needs no payment. */
export function draftSuspended(email: SuspendedEmail, words: Wording): Draft {
  const { texts, many } = words;
  const { situation, offers } = email;
  const isPaused = situation.kind === 'suspended' && offers.least !== null;
  if (!isPaused && situation.kind !== 'held') return draftOver(email, words);
  const lead = leadText(email, words);
  const rows: Row[] = [
    ...siteRows(email.siteNames, words),
    { label: texts.labels.suspendedSince, value: words.shortMoment(email.since), fact: true },
    ...standingRows(email, words),
    ...owedRows(email, words),
  ];
  const comesBack = isPaused && !situation.upstream;
  const title = comesBack ? texts.keepsFor.titleSuspended(many) : texts.keepsFor.titleAccount;
  const parts = offersPart(offers, title, words);
  const payment = paymentPart(email, words);
  return {
    subject: subjectOf(email, words, comesBack),
    preview: `${texts.pay.reference} ${email.payment.reference}`,
    values: {
      lead,
      rows: rowValues(rows),
      asks: true,
      ...parts.values,
      ...payment.values,
      justPaid: texts.pay.justPaid,
    },
    text: [lead, rowLines(rows), parts.text, payment.text, texts.pay.justPaid],
  };
}

function subjectOf({ offers }: SuspendedEmail, words: Wording, comesBack: boolean): string {
  const { texts, format, many, sitesFirst } = words;
  return comesBack && offers.least !== null
    ? texts.suspended.subject(sitesFirst, many, format.money(offers.least.minor))
    : texts.suspended.subjectPlain(sitesFirst, many);
}

function leadText(email: SuspendedEmail, words: Wording): string {
  const { texts, many } = words;
  const { situation, offers, disputed } = email;
  const { suspended } = texts;
  const missing = offers.shortfall?.minor ?? 0n;
  const why = missing === 0n ? [] : [missing <= disputed ? suspended.whyDisputed : suspended.whyUsed];
  const how =
    situation.kind === 'held'
      ? suspended.held(many)
      : situation.kind === 'suspended' && situation.upstream
        ? suspended.upstream(many)
        : suspended.comesBack(many);
  const exact = situation.kind === 'held' ? '' : exactText(offers, words);
  return [...why, suspended.visitors, how, ...(exact === '' ? [] : [exact])].join(' ');
}

function owedRows({ offers }: SuspendedEmail, { texts, format }: Wording): Row[] {
  if (offers.shortfall === null) return [];
  return [{ label: texts.labels.owed, value: format.money(offers.shortfall.minor), strong: true }];
}

/** The suspension is over before the email is sent: by a payment, or because the Owner lifted it. */
function draftOver(email: SuspendedEmail, words: Wording): Draft {
  const { texts, many } = words;
  const { since, endedAt, situation } = email;
  const isUp = ['fine', 'soon', 'owing', 'unforeseen'].includes(situation.kind);
  const lead = [
    texts.suspended.was,
    ...(isUp ? [texts.suspended.isBack(many)] : []),
    nowText(email, words),
  ].join(' ');
  const rows: Row[] = [
    ...siteRows(email.siteNames, words),
    { label: texts.labels.suspendedFrom, value: words.shortMoment(since), fact: true },
    ...(endedAt === null
      ? []
      : [{ label: texts.labels.suspendedUntil, value: words.shortMoment(endedAt), fact: true }]),
  ];
  const none = offersPart({ shortfall: null, least: null, keepsFor: [] }, '', words);
  return {
    subject: texts.suspended.subjectOver(words.sitesFirst, many),
    preview: nowText(email, words),
    values: {
      lead,
      rows: rowValues(rows),
      asks: false,
      ...none.values,
      ...paymentPart(email, words).values,
      justPaid: '',
    },
    text: [lead, rowLines(rows)],
  };
}
