import type { RenderedEmail } from '../content.js';
import { draftBreaker } from '../drafts/breaker.js';
import { draftDebit, draftReturnedDebit } from '../drafts/debit.js';
import { draftImpersonation } from '../drafts/impersonation.js';
import { draftInvitation } from '../drafts/invitation.js';
import { draftLoginChanged } from '../drafts/loginChanged.js';
import { draftMandate } from '../drafts/mandate.js';
import { draftMorning } from '../drafts/morning.js';
import { draftPasswordReset } from '../drafts/passwordReset.js';
import { draftPromise } from '../drafts/promise.js';
import { draftSilence } from '../drafts/silence.js';
import { draftUpstream } from '../drafts/upstream.js';
import { draftWebhookOff } from '../drafts/webhookOff.js';
import type { UserEmailContent } from './userEmail.js';
import { userText, userValues, type UserDraft } from './userDraft.js';
import { buildEmail } from '../buildEmail.js';
import { userTemplate } from '../templates/user.mjml.js';
import { tidyContent } from '../tidy.js';
import { plainWordingFor, type PlainWording } from '../wording.js';

/** An email to one of a site's users. */
export async function renderUserEmail(content: UserEmailContent): Promise<RenderedEmail> {
  const email = { ...tidyContent(content), ...addressesOf(content) };
  const wording = plainWordingFor(email);
  const draft = draftOf(email, wording);
  const { subject, preview, because } = draft;
  const parts = { values: userValues(draft, wording), text: userText(draft, wording) };
  return buildEmail(userTemplate, email, wording, { subject, preview, because, ...parts });
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
    case 'morning':
    case 'promise':
    case 'mandate':
    case 'debit':
    case 'debit-returned':
    case 'webhook-off':
      return { pageUrl: content.pageUrl };
    default:
      return { link: content.link };
  }
}

function draftOf(email: UserEmailContent, wording: PlainWording): UserDraft {
  switch (email.kind) {
    case 'invitation':
      return draftInvitation(email, wording);
    case 'password-reset':
      return draftPasswordReset(email, wording);
    case 'impersonation':
      return draftImpersonation(email, wording);
    case 'upstream':
      return draftUpstream(email, wording);
    case 'login-changed':
      return draftLoginChanged(email, wording);
    case 'breaker':
      return draftBreaker(email, wording);
    case 'silence':
      return draftSilence(email, wording);
    case 'morning':
      return draftMorning(email, wording);
    case 'promise':
      return draftPromise(email, wording);
    case 'mandate':
      return draftMandate(email, wording);
    case 'debit':
      return draftDebit(email, wording);
    case 'debit-returned':
      return draftReturnedDebit(email, wording);
    case 'webhook-off':
      return draftWebhookOff(email, wording);
  }
}
