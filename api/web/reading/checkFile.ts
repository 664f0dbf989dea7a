import { checkImport, readImportTable } from '../../../src/accounts/import/checkImport.js';
import { readUsualTerms } from '../../../src/accounts/usualTerms.js';
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

/** A file that somebody of a site has sent, and what it is to be read as. */
export type FileTask =
  | { readonly kind: 'clients'; readonly file: NamedFile }
  | { readonly kind: 'clients again'; readonly id: string; readonly choice: ImportChoice }
  | {
      readonly kind: 'usage';
      readonly file: NamedFile;
      readonly options: UsageFileOptions;
    }
  | { readonly kind: 'statement'; readonly input: StatementInput }
  | { readonly kind: 'statement-preview'; readonly input: StatementInput };

/** The id of what a file's lines were put down as; of a preview, what it says. */
export type FileOutcome<Task extends FileTask> = Task['kind'] extends 'statement-preview'
  ? StatementPreview
  : string;

export type CheckFile = <Task extends FileTask>(
  context: SiteContext,
  task: Task,
) => Promise<FileOutcome<Task> | Refusal>;

/** Reads a file and keeps what is in it as work: the id of that, or what is wrong with the file. */
export const checkFile = (async (context: SiteContext, task: FileTask) => {
  if (task.kind === 'statement-preview') return previewStatement(context, task.input);
  if (task.kind === 'statement') return startBankStatement(context, task.input, holdFrom(context));
  const job = await (task.kind === 'usage' ? checkUsage(context, task) : checkClients(context, task));
  return isRefusal(job) ? job : job.id;
}) as CheckFile;

type ClientTask = FileTask & { readonly kind: 'clients' | 'clients again' };

async function checkClients(context: SiteContext, task: ClientTask) {
  if (task.kind === 'clients again') {
    const kept = await readImportTable(context, task.id);
    if (isRefusal(kept)) return kept;
    const { file: name, ...table } = kept;
    if (task.choice.mapping.length !== table.headings.length)
      return refuse('invalid', 'must name what each column of the file holds', 'columns');
    return checkImport(context, asRead(name, table, task.choice), task.id);
  }
  const table = await readClients(task.file.bytes);
  if ('fault' in table) return refuse('invalid', table.fault, 'file');
  const choice = usualChoice(table, await readUsualTerms(context));
  return checkImport(context, asRead(task.file.name, table, choice));
}

async function checkUsage(context: SiteContext, { file, options }: FileTask & { readonly kind: 'usage' }) {
  const { buffer, byteOffset, byteLength } = file.bytes;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return checkUsageFile(context, { name: file.name, bytes }, options);
}
