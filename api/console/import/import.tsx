import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/billing/index.js';
import { readJob, readJobs, startImport } from '../../../src/operations/index.js';
import { definePage, type FormState, goTo, type Outcome, type PageCall, UNTOUCHED } from '../../site/page.js';
import { LOOK_AGAIN_SECONDS } from '../jobs/lookAgain.js';
import { importJobPage, importPage } from './pages/ImportPages.js';

const BASE = '/sites/{slug}/console/import';
const FILE_BYTES_MAX = 4_000_000;

/** Closed to whoever has stepped in: each client’s site comes with an Owner. */
const writing = { access: 'accounts.write' } as const;

export const importPages = [
  definePage({ ...writing, method: 'get', path: BASE, handle: (call) => showImport(call, UNTOUCHED) }),
  definePage({
    ...writing,
    method: 'post',
    path: BASE,
    uploadBytesMax: FILE_BYTES_MAX,
    form: z.strictObject({}),
    handle: async ({ context, files, slug, deps }) => {
      const file = files['file'];
      if (file === undefined) return { refused: 'invalid', detail: 'must be chosen', field: 'file' };
      const job = await deps.checkFile(context, { kind: 'clients', file });
      return isRefusal(job) ? job : goTo(`/sites/${slug}/console/import/${job}`);
    },
    again: (call, state) => showImport(call, asFileState(state)),
  }),
  definePage({
    ...writing,
    method: 'get',
    path: `${BASE}/{id}`,
    handle: async ({ context, params, slug, http }) => {
      const view = await readJob(context, params['id'] ?? '', 'import');
      if (isRefusal(view)) return view;
      const { startedAt, finishedAt } = view.job;
      if (startedAt !== null && finishedAt === null) http.header('refresh', String(LOOK_AGAIN_SECONDS));
      return importJobPage({ slug, view });
    },
  }),
  definePage({
    ...writing,
    method: 'post',
    path: `${BASE}/{id}`,
    handle: async ({ context, params, slug }) => {
      const job = await startImport(context, params['id'] ?? '');
      if (isRefusal(job)) return job;
      return goTo(`/sites/${slug}/console/import/${job.id}`, 'It has begun, and goes on by itself.');
    },
  }),
];

async function showImport({ context, slug }: PageCall, state: FormState): Promise<Outcome> {
  return importPage({ slug, jobs: await readJobs(context, 'import'), state });
}

/** What is wrong with the file stands above its field; a file cannot be shown again. */
function asFileState(state: FormState): FormState {
  const [first] = state.problems;
  return first === undefined ? state : { ...state, complaint: `The file ${first.reason}.` };
}
