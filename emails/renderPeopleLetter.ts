import type { RenderedLetter } from './letter.js';
import { draftBrake } from './letters/brake.js';
import { draftImpersonation } from './letters/impersonation.js';
import { draftInvitation } from './letters/invitation.js';
import { draftLoginChanged } from './letters/loginChanged.js';
import { draftPasswordReset } from './letters/passwordReset.js';
import { draftSilence } from './letters/silence.js';
import { draftUpstream } from './letters/upstream.js';
import type { PeopleLetterContent } from './peopleLetter.js';
import { personText, personValues, type PersonDraft } from './personDraft.js';
import { setLetter } from './setLetter.js';
import { personTemplate } from './templates/person.mjml.js';
import { tidy } from './tidy.js';
import { plainWordsFor, type PlainWords } from './words.js';

/** A letter to one of a site's people, as `renderLetter` makes those to clients. */
export async function renderPeopleLetter(content: PeopleLetterContent): Promise<RenderedLetter> {
  const letter = { ...tidy(content), ...addressesOf(content) };
  const words = plainWordsFor(letter);
  const draft = draftOf(letter, words);
  const { subject, preview, because } = draft;
  const said = { values: personValues(draft, words), text: personText(draft) };
  return setLetter(personTemplate, letter, words, { subject, preview, because, ...said });
}

/** What leads somewhere is our own and stays whole, or it would lead nowhere. */
function addressesOf(content: PeopleLetterContent): object {
  switch (content.kind) {
    case 'upstream':
      return {};
    case 'impersonation':
      return { logUrl: content.logUrl };
    case 'login-changed':
      return { forgotUrl: content.forgotUrl };
    case 'brake':
    case 'silence':
      return { pageUrl: content.pageUrl };
    default:
      return { link: content.link };
  }
}

function draftOf(letter: PeopleLetterContent, words: PlainWords): PersonDraft {
  switch (letter.kind) {
    case 'invitation':
      return draftInvitation(letter, words);
    case 'password-reset':
      return draftPasswordReset(letter, words);
    case 'impersonation':
      return draftImpersonation(letter, words);
    case 'upstream':
      return draftUpstream(letter, words);
    case 'login-changed':
      return draftLoginChanged(letter, words);
    case 'brake':
      return draftBrake(letter, words);
    case 'silence':
      return draftSilence(letter, words);
  }
}
