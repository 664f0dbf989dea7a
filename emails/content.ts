import { z } from 'zod';
import { type ClientEmailContent, clientEmails } from './email.js';
import { type UserEmailContent, userEmails } from './users/userEmail.js';

/** The content of any email, to a client or to a user. */
export type EmailContent = ClientEmailContent | UserEmailContent;

/** Content before sending: a sender without its own address gets the installation's when it is sent. */
export type StoredContent = Unsent<EmailContent>;
export type Unsent<Content> = Content extends EmailContent
  ? Omit<Content, 'sender'> & { readonly sender: Partial<Content['sender']> & { readonly name: string } }
  : never;

/** The message for the mail transport. The subject is one line. */
export interface RenderedEmail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

const emailContent = z.discriminatedUnion('kind', [...clientEmails, ...userEmails]);
const unsent = z.looseObject({ sender: z.looseObject({}) });

/** Content as JSON, with amounts as text. Never fails: a faulty value fails when read, and a plain email is sent. */
export function encodeContent(content: StoredContent): string {
  return JSON.stringify(content, (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    // PostgreSQL rejects both in JSON.
    return typeof value === 'string' ? value.replace(/\p{Surrogate}|\0/gu, '\ufffd') : value;
  });
}

/** Reads content from JSON; `address` is the installation's. Throws if it is not valid content. */
export function decodeContent(json: unknown, address: string): EmailContent {
  const { sender, ...content } = unsent.parse(json);
  return emailContent.parse({ ...content, sender: { email: address, ...sender } });
}
