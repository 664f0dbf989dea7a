import { type EmailAddress, validateEmailAddress } from '../platform/mail/emailAddress.js';
import { type Refusal, refuse } from './values/refusal.js';

/** Reads an email address, or says why it is none. */
export function readEmail(written: string, field = 'email'): EmailAddress | Refusal {
  const read = validateEmailAddress(written);
  return 'fault' in read ? refuse('invalid', read.fault, field) : read;
}
