import { type Draft, rowLines, rowValues } from '../draft.js';
import type { AllClearEmail } from '../email.js';
import { creditText, nowText } from '../now.js';
import { endRows, paceRows, siteRows, standingRows } from '../parts.js';
import type { Wording } from '../wording.js';

/** The last warning no longer holds: until when the credit lasts now, and that nothing needs to be done. */
export function draftAllClear(email: AllClearEmail, wording: Wording): Draft {
  const { texts, sitesFirst } = wording;
  const { situation } = email;
  const isFine = situation.kind === 'fine' || situation.kind === 'soon';
  const until = [...(isFine ? [creditText(situation, wording)] : []), nowText(email, wording)].join(' ');
  const { lead } = texts.allClear;
  const rows = [
    ...siteRows(email.siteNames, wording),
    ...standingRows(email, wording),
    ...paceRows(email, wording),
    ...endRows(situation, wording),
  ];
  return {
    subject: texts.allClear.subject(sitesFirst),
    preview: until,
    values: { lead, until, rows: rowValues(rows) },
    text: [`${lead} ${until}`, rowLines(rows, texts)],
  };
}
