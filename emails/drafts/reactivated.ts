import { DAY_MS } from '../../src/core/values/zone.js';
import { type Draft, type Row, rowLines, rowValues } from '../draft.js';
import type { ReactivatedEmail } from '../email.js';
import { disputedText, nowText } from '../now.js';
import { offersPart, paceRows, paymentPart, siteRows, standingRows } from '../parts.js';
import type { Wording } from '../wording.js';

/** With less runway than this, the email replaces a notice, so it also says what to pay and where. */
const SHORT_RUNWAY_MS = 8 * DAY_MS;

/** The sites are back: until when the credit lasts. If they are suspended again by now, it says that instead. */
export function draftReactivated(email: ReactivatedEmail, words: Wording): Draft {
  const { lead, until } = sentencesOf(email, words);
  const rows = reactivatedRows(email, words);
  const short = isShort(email);
  const offers = short ? email.offers : { shortfall: null, least: null, keepsFor: [] };
  const part = offersPart(offers, titleOf(email, words), words);
  const payment = paymentPart(email, words);
  return {
    subject: subjectOf(email, words),
    preview: until,
    values: { lead, until, rows: rowValues(rows), ...part.values, short, ...payment.values },
    text: [`${lead} ${until}`, rowLines(rows), part.text, short ? payment.text : undefined],
  };
}

function titleOf({ situation }: ReactivatedEmail, { texts, many }: Wording): string {
  return isUp(situation) ? texts.keepsFor.title(many) : texts.keepsFor.titleAccount;
}

function isUp({ kind }: ReactivatedEmail['situation']): boolean {
  return kind === 'fine' || kind === 'soon' || kind === 'owing' || kind === 'unforeseen';
}

/** Whether the remaining credit is so short that the email includes how to pay. */
function isShort({ situation, offers, since }: ReactivatedEmail): boolean {
  if (situation.kind === 'closed' || situation.kind === 'held') return false;
  if (offers.least !== null) return true;
  const at = situation.kind === 'fine' || situation.kind === 'soon' ? situation.at : null;
  return at !== null && at - since < SHORT_RUNWAY_MS;
}

function subjectOf({ situation, wasHeld }: ReactivatedEmail, { texts, sitesFirst, many }: Wording): string {
  const { reactivated } = texts;
  if (situation.kind === 'upstream') return reactivated.subjectUpstream(sitesFirst);
  if (!isUp(situation)) return reactivated.subjectOver(sitesFirst, many);
  return wasHeld ? reactivated.subjectPlain(sitesFirst, many) : reactivated.subject(sitesFirst, many);
}

function sentencesOf(email: ReactivatedEmail, words: Wording): { lead: string; until: string } {
  const { texts, many } = words;
  const { situation } = email;
  const { reactivated } = texts;
  if (situation.kind === 'upstream') return { lead: reactivated.ended(), until: nowText(email, words) };
  const lead = isUp(situation) ? reactivated.lead(many) : reactivated.over(many);
  if (situation.kind !== 'fine' && situation.kind !== 'soon') return { lead, until: nowText(email, words) };
  const doubt = disputedText(email.disputed, words);
  return { lead, until: [creditText(situation, words), ...(doubt === '' ? [] : [doubt])].join(' ') };
}

/** The date until which the credit lasts, and the end of an exemption if that is later. */
function creditText(
  { at, creditEnds }: Extract<ReactivatedEmail['situation'], { kind: 'fine' | 'soon' }>,
  words: Wording,
): string {
  const { texts, format } = words;
  if (at === null || creditEnds === null) return texts.reactivated.endless;
  return at === creditEnds
    ? texts.reactivated.until(format.dayOfYear(at))
    : texts.why.exemptionAfter(words.shortMoment(creditEnds), words.shortMoment(at));
}

function reactivatedRows(email: ReactivatedEmail, words: Wording): Row[] {
  const { texts } = words;
  return [
    ...siteRows(email.siteNames, words),
    { label: texts.labels.onlineSince, value: words.shortMoment(email.since), fact: true },
    ...standingRows(email, words),
    ...(email.situation.kind === 'closed' ? [] : paceRows(email, words)),
    ...endRows(email, words),
  ];
}

/** When the credit or the exemption ends, if known. */
function endRows({ situation }: ReactivatedEmail, words: Wording): Row[] {
  const { labels } = words.texts;
  if (situation.kind === 'owing' && situation.until !== null) {
    return [
      { label: labels.exemptionEnds, value: words.shortMoment(situation.until), strong: true, fact: true },
    ];
  }
  if (situation.kind !== 'fine' && situation.kind !== 'soon') return [];
  if (situation.at !== null && situation.at !== situation.creditEnds) {
    return [
      { label: labels.exemptionEnds, value: words.shortMoment(situation.at), strong: true, fact: true },
    ];
  }
  const value = situation.at === null ? labels.noEnd : words.shortMoment(situation.at);
  return [{ label: labels.lastsUntil, value, strong: true, fact: true }];
}
