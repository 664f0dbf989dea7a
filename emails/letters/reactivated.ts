import { DAY_MS } from '../../src/billing/index.js';
import { rowLines, rowValues, type Draft, type Row } from '../draft.js';
import type { ReactivatedLetter } from '../letter.js';
import { keepsForPart, paymentPart, siteRows, standingRows } from '../parts.js';
import type { Words } from '../words.js';

/** With less runway than this the letter also stands for a notice, so it says what to pay and where. */
const SHORT_RUNWAY_MS = 8 * DAY_MS;

/** The sites are back: thanks, and until when the credit lasts now. */
export function draftReactivated(letter: ReactivatedLetter, words: Words): Draft {
  const { texts, many } = words;
  const lead = texts.reactivated.lead(many);
  const until = untilText(letter, words);
  const rows = reactivatedRows(letter, words);
  const short = letter.limitDate !== null && letter.limitDate - letter.since < SHORT_RUNWAY_MS;
  const keepsFor = keepsForPart(short ? letter.keepsFor : [], texts.keepsFor.title(many), words);
  const payment = paymentPart(letter, words);
  return {
    subject: texts.reactivated.subject(words.sitesFirst, many),
    preview: until,
    values: { lead, until, rows: rowValues(rows), ...keepsFor.values, short, ...payment.values },
    text: [`${lead} ${until}`, rowLines(rows), keepsFor.text, short ? payment.text : undefined],
  };
}

function untilText({ limitDate }: ReactivatedLetter, { texts, format }: Words): string {
  return limitDate === null
    ? texts.reactivated.endless
    : texts.reactivated.until(format.dayOfYear(limitDate));
}

function reactivatedRows(letter: ReactivatedLetter, words: Words): Row[] {
  const { texts, format } = words;
  const lasts = letter.limitDate === null ? texts.labels.noEnd : words.shortMoment(letter.limitDate);
  return [
    ...siteRows(letter.siteNames, words),
    { label: texts.labels.onlineSince, value: words.shortMoment(letter.since), fact: true },
    ...standingRows(letter, words),
    { label: texts.pace(letter.observedDays), value: format.money(letter.pacePerDay) },
    { label: texts.labels.lastsUntil, value: lasts, strong: true, fact: true },
  ];
}
