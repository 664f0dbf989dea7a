import { createDates } from '../format.js';
import { debitTexts } from '../texts/debitTexts.js';
import type { UserDraft } from '../users/userDraft.js';
import type { MandateEmail } from '../users/userEmail.js';
import type { PlainWording } from '../wording.js';

/** The client's copy of a mandate, or that it has ended. */
export function draftMandate(email: MandateEmail, { texts, locale }: PlainWording): UserDraft {
  const own = debitTexts(email.language);
  const { sender, pageUrl, holder, country, lastFour } = email;
  const signedOn = createDates(locale, 'UTC').dayOfYear(Date.parse(email.signedOn));
  const frame = {
    ...(pageUrl === null ? {} : { action: { button: own.show, address: pageUrl } }),
    because: texts.footer.because(email.siteName),
  };
  const party = [
    { label: own.holder, value: holder, fact: true },
    { label: own.account, value: `${country}… ${lastFour}`, fact: true },
  ];
  if (email.change === 'ended') {
    const lead = own.ended.lead(sender.name, email.reference);
    const subject = own.ended.subject(sender.name);
    return { subject, preview: own.ended.note, lead, rows: party, notes: [own.ended.note], ...frame };
  }
  const shown = email.words === null ? [{ label: own.reference, value: email.reference }] : email.words.facts;
  return {
    subject: own.given.subject(sender.name),
    preview: own.given.preview,
    lead: email.words === null ? own.given.paper(sender.name) : own.given.lead(sender.name),
    rows: [
      ...shown.map((row) => ({ ...row, fact: true })),
      ...party,
      { label: own.signedOn, value: signedOn, fact: true },
    ],
    notes: [...(email.words?.paragraphs ?? []), own.given.end],
    ...frame,
  };
}
