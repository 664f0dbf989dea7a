import { z } from '@hono/zod-openapi';
import {
  dropBankDraft,
  forgetBankProfile,
  saveBankDraft,
  loadBankDraft,
} from '../../../src/bank/bankProfiles.js';
import { holdFrom, workBankStatement } from '../../../src/bank/importBankStatement.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import type { StatementInput } from '../../../src/statements/prepareStatement.js';
import {
  definePage,
  redirectTo,
  type Outcome,
  type PageCall,
  type Redirect,
  type PageContent,
} from '../../web/page.js';
import type { UploadedFile } from '../../http/request/readUpload.js';
import { optional } from '../accounts/fields.js';
import { showBank } from './bank.js';
import { filePage } from './pages/FilePage.js';
import { answersIn, type Said, saidForm } from './statementFields.js';

const BASE = '/sites/{slug}/console/bank';
const FILE = `${BASE}/files/{id}`;
const FILE_BYTES_MAX = 32_000_000;
/** A short statement is imported before its page is shown; a long one is imported in the background. */
const PATIENCE_MS = 1_500;

const writing = { method: 'post', access: 'payments.write', impersonation: 'open' } as const;

/** Importing a statement: upload it, review how it was read, answer open questions, confirm. */
export const bankFilePages = [
  definePage({
    ...writing,
    path: BASE,
    uploadBytesMax: FILE_BYTES_MAX,
    form: z.strictObject({ csv: optional(z.string()) }),
    handle: takeFile,
    onError: (call, state) => showBank(call, state, {}),
  }),
  definePage({
    method: 'get',
    access: 'payments.write',
    impersonation: 'open',
    path: FILE,
    query: saidForm,
    handle: (call) => showFile(call, call.query),
  }),
  definePage({
    ...writing,
    path: FILE,
    form: saidForm,
    handle: async (call) => {
      const draft = await loadBankDraft(call.context, call.params['id'] ?? '');
      if (isRefusal(draft)) return draft;
      const preview = await previewOf(call, { ...draft, answers: answersIn(call.form) });
      if (isRefusal(preview)) return preview;
      // A confirmed format is remembered by its id.
      const input = { ...draft, answers: answersIn(call.form), profile: preview.profile.id };
      const done = await importInput(call, input);
      if (!isRefusal(done)) await dropBankDraft(call.context, call.params['id'] ?? '');
      return done;
    },
    onError: (call) => showFile(call, {}),
  }),
  definePage({
    ...writing,
    path: `${BASE}/profiles/{id}/forget`,
    handle: async ({ context, params, slug }) => {
      const refusal = await forgetBankProfile(context, params['id'] ?? '');
      return (
        refusal ??
        redirectTo(
          `/sites/${slug}/console/bank`,
          'Format removed. You see a preview of the next file of this kind.',
        )
      );
    },
  }),
];

/** A file of a known format without open questions is imported at once; any other is shown for review first. */
async function takeFile(call: PageCall<{ csv?: string | undefined }>): Promise<Redirect | Refusal> {
  const { context, files, form, slug } = call;
  const statement = statementOf(files['file'], form.csv);
  if (isRefusal(statement)) return statement;
  const preview = await previewOf(call, statement);
  if (isRefusal(preview)) return preview;
  if (preview.profile.confirmedAt !== null && preview.questions.length === 0)
    return importInput(call, statement);
  const id = await saveBankDraft(context, statement);
  return redirectTo(`/sites/${slug}/console/bank/files/${id}`);
}

function previewOf({ deps, context }: PageCall, input: StatementInput) {
  return deps.checkFile(context, { kind: 'statement-preview', input });
}

async function importInput(call: PageCall, input: StatementInput): Promise<Redirect | Refusal> {
  const { deps, context, slug } = call;
  const id = await deps.checkFile(context, { kind: 'statement', input });
  if (isRefusal(id)) return id;
  const imported = await workBankStatement(context, id, PATIENCE_MS, holdFrom(context));
  return isRefusal(imported) ? imported : redirectTo(`/sites/${slug}/console/bank/imports/${imported.id}`);
}

/** The uploaded file or the pasted text; a file takes precedence. */
function statementOf(
  file: UploadedFile | undefined,
  pasted: string | undefined,
): Pick<StatementInput, 'content' | 'name'> | Refusal {
  if (file !== undefined) return { content: file.bytes, name: file.name };
  if (pasted !== undefined) return { content: pasted, name: 'pasted' };
  return refuse('invalid', 'Choose a file from your bank, or paste its content.');
}

async function showFile(call: PageCall, said: Said): Promise<PageContent | Refusal | Outcome> {
  const { context, params, session, slug } = call;
  const id = params['id'] ?? '';
  const draft = await loadBankDraft(context, id);
  if (isRefusal(draft)) return draft;
  const preview = await previewOf(call, { ...draft, answers: answersIn(said) });
  if (isRefusal(preview)) return preview;
  return filePage({ session, preview, said, action: `/sites/${slug}/console/bank/files/${id}` });
}
