import type { InvitationLetter } from '../peopleLetter.js';
import type { PersonDraft } from '../personDraft.js';
import type { PlainWords } from '../words.js';

/** Somebody has a login that waits for its password. */
export function draftInvitation(letter: InvitationLetter, { texts, shortMoment }: PlainWords): PersonDraft {
  const { invitation, people } = texts;
  const { siteName, groupName, expiresAt } = letter;
  const until = shortMoment(expiresAt);
  return {
    subject: invitation.subject(siteName),
    preview: invitation.preview(until),
    lead: invitation.lead(siteName, letter.invitedBy),
    rows: [
      { label: people.site, value: siteName, fact: true },
      { label: people.group, value: groupName, fact: true },
      { label: people.linkEnds, value: until, strong: true, fact: true },
    ],
    action: { button: invitation.button, address: letter.link },
    notes: [people.worksOnce, invitation.unexpected],
    because: invitation.because(siteName),
  };
}
