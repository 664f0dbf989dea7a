import type { Context } from '../core/context.js';
import type { MailFile } from '../platform/mail/mailTransport.js';
import type { Log } from '../platform/telemetry/log.js';
import type { Email } from '../store/emails/emails.js';
import { findInvoice, type StoredInvoice } from '../store/invoices/invoices.js';
import { listAttached } from './draftEmail.js';

type Reading = Pick<Context, 'sql'>;

export interface DocumentFiles {
  /** Makes the file of an issued document: always the same bytes. Without it, nothing is attached. */
  readonly fileOf?: (context: Reading, document: StoredInvoice) => Promise<MailFile>;
  readonly log: Pick<Log, 'error'>;
}

/**
 * The files of the documents issued with the statement or for the payment that an email is about. One that cannot be made holds up no
 * email.
 */
export async function attachDocuments(
  { sql }: Reading,
  { fileOf, log }: DocumentFiles,
  { key, accountId }: Pick<Email, 'key' | 'accountId'>,
): Promise<{ readonly files: readonly MailFile[]; readonly isComplete: boolean }> {
  const documents = accountId === null ? undefined : await listAttached(sql, accountId, key);
  if (documents === undefined || documents.length === 0) return { files: [], isComplete: true };
  if (accountId === null || fileOf === undefined) return { files: [], isComplete: false };
  const files: MailFile[] = [];
  for (const { id, number } of documents) {
    try {
      const document = await findInvoice(sql, accountId, id);
      if (document !== undefined) files.push(await fileOf({ sql }, document));
    } catch (err) {
      log.error({ emailKey: key, number, err }, 'a document could not be attached to its email');
    }
  }
  return { files, isComplete: files.length === documents.length };
}

/** The content of a statement's email that names no documents: it must not say that a missing file is attached. */
export function withoutDocuments(content: unknown): unknown {
  return typeof content === 'object' && content !== null && 'documents' in content
    ? { ...content, documents: [] }
    : content;
}
