import { checkImport, readImportTable } from '../../../src/accounts/import/checkImport.js';
import { loadUsualTerms } from '../../../src/accounts/usualTerms.js';
import { holdFrom, startBankStatement } from '../../../src/bank/importBankStatement.js';
import type { SiteContext } from '../../../src/core/context.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import type { StatementInput } from '../../../src/statements/prepareStatement.js';
import { previewStatement, type StatementPreview } from '../../../src/statements/previewStatement.js';
import type { UsageFileOptions } from '../../../src/usage/readUsageFile.js';
import { checkUsageFile } from '../../../src/usage/usageFiles.js';
import type { ImportChoice } from '../../console/import/columns.js';
import { asRead, readClients, usualChoice } from '../../console/import/readClients.js';

interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An uploaded file of a site, and the format to read it in. */
export type FileRequest =
  | { readonly kind: 'clients'; readonly file: NamedFile }
  | { readonly kind: 'clients again'; readonly id: string; readonly choice: ImportChoice }
  | {
      readonly kind: 'usage';
      readonly file: NamedFile;
      readonly options: UsageFileOptions;
    }
  | { readonly kind: 'statement'; readonly input: StatementInput }
  | { readonly kind: 'statement-preview'; readonly input: StatementInput };

/** The id of the task with a file's lines, or the text of a preview. */
export type FileOutcome<Wanted extends FileRequest> = Wanted['kind'] extends 'statement-preview'
  ? StatementPreview
  : string;

export type CheckFile = <Wanted extends FileRequest>(
  context: SiteContext,
  wanted: Wanted,
) => Promise<FileOutcome<Wanted> | Refusal>;

/** Reads a file and stores its lines as a task: returns the task's id, or the file's error. */
export const checkFile = (async (context: SiteContext, wanted: FileRequest) => {
  if (wanted.kind === 'statement-preview') return previewStatement(context, wanted.input);
  if (wanted.kind === 'statement') return startBankStatement(context, wanted.input, holdFrom(context));
  const task = await (wanted.kind === 'usage' ? checkUsage(context, wanted) : checkClients(context, wanted));
  return isRefusal(task) ? task : task.id;
}) as CheckFile;

type ClientRequest = FileRequest & { readonly kind: 'clients' | 'clients again' };

async function checkClients(context: SiteContext, wanted: ClientRequest) {
  if (wanted.kind === 'clients again') {
    const kept = await readImportTable(context, wanted.id);
    if (isRefusal(kept)) return kept;
    const { file: name, ...table } = kept;
    if (wanted.choice.mapping.length !== table.headings.length)
      return refuse('invalid', 'must assign the columns of the file', 'columns');
    return checkImport(context, asRead(name, table, wanted.choice), wanted.id);
  }
  const table = await readClients(wanted.file.bytes);
  if ('fault' in table) return refuse('invalid', table.fault, 'file');
  const choice = usualChoice(table, await loadUsualTerms(context));
  return checkImport(context, asRead(wanted.file.name, table, choice));
}

async function checkUsage(context: SiteContext, { file, options }: FileRequest & { readonly kind: 'usage' }) {
  const { buffer, byteOffset, byteLength } = file.bytes;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return checkUsageFile(context, { name: file.name, bytes }, options);
}
