import type { Context } from '../core/context.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { needsSmtpUtf8, parseEmailAddress } from '../platform/mail/emailAddress.js';
import { NO_SMTPUTF8 } from '../platform/mail/mailTransport.js';

interface Addresses {
  readonly email?: string | undefined;
  readonly moreEmails?: readonly string[] | undefined;
}

/** The additional addresses of an account, without duplicates of each other or of the first address. */
export function furtherEmails(first: string | undefined, further: readonly string[] = []): string[] {
  const seen = new Set(first === undefined ? [] : [canonical(first)]);
  return further.filter((address) => {
    const known = seen.has(canonical(address));
    seen.add(canonical(address));
    return !known;
  });
}

function canonical(address: string): string {
  return parseEmailAddress(address)?.canonical ?? address;
}

/**
 * Reports an address on entry if the mail server cannot write to it. If the server does not respond, the address
 * passes.
 */
export async function refuseUnwritable(
  { supportsSmtpUtf8 }: Pick<Context, 'supportsSmtpUtf8'>,
  { email, moreEmails = [] }: Addresses,
): Promise<Refusal | undefined> {
  const given = [
    ...(email === undefined ? [] : [{ field: 'email', address: email }]),
    ...moreEmails.map((address, index) => ({ field: `moreEmails[${index}]`, address })),
  ];
  const wide = given.find(({ address }) => needsSmtpUtf8(address));
  if (wide === undefined || supportsSmtpUtf8 === undefined || (await supportsSmtpUtf8())) return undefined;
  return refuse('invalid', NO_SMTPUTF8, wide.field);
}
