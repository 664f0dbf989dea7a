import { DAY_MS } from '../../src/core/values/zone.js';
import { type Draft, type Row, rowLines, rowValues } from '../draft.js';
import type { ReactivatedEmail } from '../email.js';
import { creditText, disputedText, nowText } from '../now.js';
import { endRows, offersPart, paceRows, paymentPart, siteRows, standingRows } from '../parts.js';
import type { Wording } from '../wording.js';

/** With less runway than this, the email replaces a notice, so it also says what to pay and where. */
const SHORT_RUNWAY_MS = 8 * DAY_MS;

/** The sites are back: until when the credit lasts. If they are suspended again by now, it says that instead. */
export function draftReactivated(email: ReactivatedEmail, wording: Wording): Draft {
  const { texts } = wording;
  const { lead, until } = sentencesOf(email, wording);
  const rows = reactivatedRows(email, wording);
  const short = isShort(email);
  const offers = short ? email.offers : { shortfall: null, least: null, keepsFor: [] };
  const part = offersPart(offers, titleOf(email, wording), wording);
  const payment = paymentPart(email, wording);
  return {
    subject: subjectOf(email, wording),
    preview: until,
    values: { lead, until, rows: rowValues(rows), ...part.values, short, ...payment.values },
    text: [`${lead} ${until}`, rowLines(rows, texts), part.text, short ? payment.text : undefined],
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

function sentencesOf(email: ReactivatedEmail, wording: Wording): { lead: string; until: string } {
  const { texts, many } = wording;
  const { situation } = email;
  const { reactivated } = texts;
  if (situation.kind === 'upstream') return { lead: reactivated.ended(), until: nowText(email, wording) };
  const lead = isUp(situation) ? reactivated.lead(many) : reactivated.over(many);
  if (situation.kind !== 'fine' && situation.kind !== 'soon') return { lead, until: nowText(email, wording) };
  const doubt = disputedText(email.disputed, wording);
  return { lead, until: [creditText(situation, wording), ...(doubt === '' ? [] : [doubt])].join(' ') };
}

function reactivatedRows(email: ReactivatedEmail, wording: Wording): Row[] {
  const { texts } = wording;
  return [
    ...siteRows(email.siteNames, wording),
    { label: texts.labels.onlineSince, value: wording.shortMoment(email.since), fact: true },
    ...standingRows(email, wording),
    ...(email.situation.kind === 'closed' ? [] : paceRows(email, wording)),
    ...endRows(email.situation, wording),
  ];
}
