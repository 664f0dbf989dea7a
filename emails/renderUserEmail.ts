import type { RenderedEmail } from './content.js';
import { draftBreaker } from './drafts/breaker.js';
import { draftImpersonation } from './drafts/impersonation.js';
import { draftInvitation } from './drafts/invitation.js';
import { draftLoginChanged } from './drafts/loginChanged.js';
import { draftPasswordReset } from './drafts/passwordReset.js';
import { draftSilence } from './drafts/silence.js';
import { draftUpstream } from './drafts/upstream.js';
import type { UserEmailContent } from './userEmail.js';
import { userText, userValues, type UserDraft } from './userDraft.js';
import { buildEmail } from './buildEmail.js';
import { userTemplate } from './templates/user.mjml.js';
import { tidy } from './tidy.js';
import { plainWordingFor, type PlainWording } from './wording.js';

/** An email to one of a site's users. */
export async function renderUserEmail(content: UserEmailContent): Promise<RenderedEmail> {
  const email = { ...tidy(content), ...addressesOf(content) };
  const words = plainWordingFor(email);
  const draft = draftOf(email, words);
  const { subject, preview, because } = draft;
  const parts = { values: userValues(draft, words), text: userText(draft) };
  return buildEmail(userTemplate, email, words, { subject, preview, because, ...parts });
}

/** Links are our own, so they are never shortened or cleaned. */
function addressesOf(content: UserEmailContent): object {
  switch (content.kind) {
    case 'upstream':
      return {};
    case 'impersonation':
      return { logUrl: content.logUrl };
    case 'login-changed':
      return { forgotUrl: content.forgotUrl };
    case 'breaker':
    case 'silence':
      return { pageUrl: content.pageUrl };
    default:
      return { link: content.link };
  }
}

function draftOf(email: UserEmailContent, words: PlainWording): UserDraft {
  switch (email.kind) {
    case 'invitation':
      return draftInvitation(email, words);
    case 'password-reset':
      return draftPasswordReset(email, words);
    case 'impersonation':
      return draftImpersonation(email, words);
    case 'upstream':
      return draftUpstream(email, words);
    case 'login-changed':
      return draftLoginChanged(email, words);
    case 'breaker':
      return draftBreaker(email, words);
    case 'silence':
      return draftSilence(email, words);
  }
}
