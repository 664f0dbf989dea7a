import type { Draft } from '../draft.js';
import type { WarningEmail } from '../email.js';
import type { Wording } from '../wording.js';
import { draftWarning } from './warning.js';

/** The last warning, about a day ahead: it names the hour. */
export function draftDay(email: WarningEmail, wording: Wording): Draft {
  const { texts, sitesFirst, many } = wording;
  const { subject, subjectExemption, subjectUpstream } = texts.day;
  const isOff = email.situation.kind === 'upstream';
  const headline = isOff ? subjectUpstream : email.reason.kind === 'exemption' ? subjectExemption : subject;
  const afterwards = isOff ? texts.day.afterwardsUpstream(many) : texts.day.afterwards(many);
  return draftWarning(
    email,
    wording,
    headline(sitesFirst, many, wording.moment(email.limitDate)),
    afterwards,
  );
}
