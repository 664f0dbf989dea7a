import { DAY_MS } from '../../src/core/values/zone.js';
import { type Draft, type Row, rowLines, rowValues } from '../draft.js';
import type { ReactivatedLetter } from '../letter.js';
import { disputedText, nowText } from '../now.js';
import { offersPart, paceRows, paymentPart, siteRows, standingRows } from '../parts.js';
import type { Words } from '../words.js';

/** With less runway than this the letter also stands for a notice, so it says what to pay and where. */
const SHORT_RUNWAY_MS = 8 * DAY_MS;

/** The sites are back: until when the credit lasts now. Where they are not any more, it says what is so instead. */
export function draftReactivated(letter: ReactivatedLetter, words: Words): Draft {
  const { lead, until } = sentencesOf(letter, words);
  const rows = reactivatedRows(letter, words);
  const short = isShort(letter);
  const offers = short ? letter.offers : { shortfall: null, least: null, keepsFor: [] };
  const part = offersPart(offers, titleOf(letter, words), words);
  const payment = paymentPart(letter, words);
  return {
    subject: subjectOf(letter, words),
    preview: until,
    values: { lead, until, rows: rowValues(rows), ...part.values, short, ...payment.values },
    text: [`${lead} ${until}`, rowLines(rows), part.text, short ? payment.text : undefined],
  };
}

function titleOf({ situation }: ReactivatedLetter, { texts, many }: Words): string {
  return isUp(situation) ? texts.keepsFor.title(many) : texts.keepsFor.titleAccount;
}

function isUp({ kind }: ReactivatedLetter['situation']): boolean {
  return kind === 'fine' || kind === 'soon' || kind === 'owing' || kind === 'unforeseen';
}

/** Whether what is left is so little, or so much is missing, that the letter asks for money. */
function isShort({ situation, offers, since }: ReactivatedLetter): boolean {
  if (situation.kind === 'closed' || situation.kind === 'held') return false;
  if (offers.least !== null) return true;
  const at = situation.kind === 'fine' || situation.kind === 'soon' ? situation.at : null;
  return at !== null && at - since < SHORT_RUNWAY_MS;
}

function subjectOf({ situation, wasHeld }: ReactivatedLetter, { texts, sitesFirst, many }: Words): string {
  const { reactivated } = texts;
  if (situation.kind === 'upstream') return reactivated.subjectUpstream(sitesFirst);
  if (!isUp(situation)) return reactivated.subjectOver(sitesFirst, many);
  return wasHeld ? reactivated.subjectPlain(sitesFirst, many) : reactivated.subject(sitesFirst, many);
}

function sentencesOf(letter: ReactivatedLetter, words: Words): { lead: string; until: string } {
  const { texts, many } = words;
  const { situation } = letter;
  const { reactivated } = texts;
  if (situation.kind === 'upstream') return { lead: reactivated.ended(), until: nowText(letter, words) };
  const lead = isUp(situation) ? reactivated.lead(many) : reactivated.over(many);
  if (situation.kind !== 'fine' && situation.kind !== 'soon') return { lead, until: nowText(letter, words) };
  const doubt = disputedText(letter.disputed, words);
  return { lead, until: [creditText(situation, words), ...(doubt === '' ? [] : [doubt])].join(' ') };
}

/** Until when the credit lasts; where a promise to pay lasts longer, both. */
function creditText(
  { at, creditEnds }: Extract<ReactivatedLetter['situation'], { kind: 'fine' | 'soon' }>,
  words: Words,
): string {
  const { texts, format } = words;
  if (at === null || creditEnds === null) return texts.reactivated.endless;
  return at === creditEnds
    ? texts.reactivated.until(format.dayOfYear(at))
    : texts.why.promiseAfter(words.shortMoment(creditEnds), words.shortMoment(at));
}

function reactivatedRows(letter: ReactivatedLetter, words: Words): Row[] {
  const { texts } = words;
  return [
    ...siteRows(letter.siteNames, words),
    { label: texts.labels.onlineSince, value: words.shortMoment(letter.since), fact: true },
    ...standingRows(letter, words),
    ...(letter.situation.kind === 'closed' ? [] : paceRows(letter, words)),
    ...endRows(letter, words),
  ];
}

/** When it ends, if that is known: by the credit, or by a promise. */
function endRows({ situation }: ReactivatedLetter, words: Words): Row[] {
  const { labels } = words.texts;
  if (situation.kind === 'owing' && situation.until !== null) {
    return [
      { label: labels.promiseEnds, value: words.shortMoment(situation.until), strong: true, fact: true },
    ];
  }
  if (situation.kind !== 'fine' && situation.kind !== 'soon') return [];
  if (situation.at !== null && situation.at !== situation.creditEnds) {
    return [{ label: labels.promiseEnds, value: words.shortMoment(situation.at), strong: true, fact: true }];
  }
  const value = situation.at === null ? labels.noEnd : words.shortMoment(situation.at);
  return [{ label: labels.lastsUntil, value, strong: true, fact: true }];
}
