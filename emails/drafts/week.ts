import type { Draft } from '../draft.js';
import type { WarningEmail } from '../email.js';
import type { Wording } from '../wording.js';
import { draftWarning } from './warning.js';

/** The first warning, about a week ahead. */
export function draftWeek(email: WarningEmail, wording: Wording): Draft {
  const { texts, format, sitesFirst, many } = wording;
  const subject = email.reason.kind === 'exemption' ? texts.week.subjectExemption : texts.week.subject;
  const afterwards =
    email.situation.kind === 'upstream' ? texts.week.afterwardsUpstream(many) : texts.week.afterwards(many);
  return draftWarning(email, wording, subject(sitesFirst, many, format.day(email.limitDate)), afterwards);
}
