import { isRefusal, refuse, type Refusal } from '../src/billing/index.js';
import {
  checkImport,
  checkUsageFile,
  holdFrom,
  type SiteContext,
  startBankStatement,
  type StatementInput,
} from '../src/operations/index.js';
import { readClients } from './console/import/readClients.js';

interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file that somebody of a site has sent, and what it is to be read as. */
export type FileTask =
  | { readonly kind: 'clients'; readonly file: NamedFile }
  | {
      readonly kind: 'usage';
      readonly file: NamedFile;
      readonly options: { readonly site?: string | undefined; readonly rebaseStart?: string | undefined };
    }
  | { readonly kind: 'statement'; readonly input: StatementInput };

/** Reads a file and keeps what is in it as work: the id of that, or what is wrong with the file. */
export async function checkFile(context: SiteContext, task: FileTask): Promise<string | Refusal> {
  if (task.kind === 'statement') return startBankStatement(context, task.input, holdFrom(context));
  const job = await (task.kind === 'clients' ? checkClients(context, task.file) : checkUsage(context, task));
  return isRefusal(job) ? job : job.id;
}

async function checkClients(context: SiteContext, { name, bytes }: NamedFile) {
  const read = await readClients(bytes);
  if ('fault' in read) return refuse('invalid', read.fault, 'file');
  return checkImport(context, { name, lines: read.lines });
}

async function checkUsage(context: SiteContext, { file, options }: FileTask & { readonly kind: 'usage' }) {
  const { buffer, byteOffset, byteLength } = file.bytes;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return checkUsageFile(context, { name: file.name, bytes }, options);
}
