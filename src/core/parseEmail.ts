import { type EmailAddress, validateEmailAddress } from '../platform/mail/emailAddress.js';
import { type Refusal, refuse } from './values/refusal.js';

/** Parses an email address, or refuses it with the reason. */
export function parseEmail(written: string, field = 'email'): EmailAddress | Refusal {
  const read = validateEmailAddress(written);
  return 'fault' in read ? refuse('invalid', read.fault, field) : read;
}
