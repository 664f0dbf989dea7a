import { z } from 'zod';
import { type ClientEmailContent, clientEmails } from './email.js';
import { type UserEmailContent, userEmails } from './userEmail.js';

/** What an email says, whoever it is for. */
export type EmailContent = ClientEmailContent | UserEmailContent;

/** The same before it is sent: a sender without an address of its own gets the installation's then. */
export type StoredContent = Unsent<EmailContent>;
export type Unsent<Content> = Content extends EmailContent
  ? Omit<Content, 'sender'> & { readonly sender: Partial<Content['sender']> & { readonly name: string } }
  : never;

/** What is handed to the mail transport. The subject is one line. */
export interface RenderedEmail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

const emailContent = z.discriminatedUnion('kind', [...clientEmails, ...userEmails]);
const unsent = z.looseObject({ sender: z.looseObject({}) });

/** As JSON, with amounts as text. Never fails: a fault in it shows when it is read, and the email is sent plainly. */
export function encodeContent(content: StoredContent): string {
  return JSON.stringify(content, (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    // PostgreSQL refuses both in JSON.
    return typeof value === 'string' ? value.replace(/\p{Surrogate}|\0/gu, '\ufffd') : value;
  });
}

/** Content from its JSON; `address` is the installation's. Throws where it is no content. */
export function decodeContent(json: unknown, address: string): EmailContent {
  const { sender, ...content } = unsent.parse(json);
  return emailContent.parse({ ...content, sender: { email: address, ...sender } });
}
