import { z } from '@hono/zod-openapi';
import { type ImportInput, readImportCells, startImport } from '../../../src/accounts/import/checkImport.js';
import type { SiteContext } from '../../../src/core/context.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { readWhole } from '../../../src/platform/wholeNumber.js';
import { type TaskView, loadTask, loadTasks } from '../../../src/tasks/loadTasks.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type Outcome,
  type PageCall,
  UNTOUCHED,
} from '../../web/page.js';
import { REFRESH_SECONDS } from '../tasks/refresh.js';
import { type Column, COLUMNS, type ImportChoice, USUAL } from './columns.js';
import { GRACE_DAYS, importTaskPage } from './pages/ImportTaskPage.js';
import { importPage } from './pages/ImportPage.js';
import { CLIENTS_BYTES_MAX } from './readClients.js';

const BASE = '/sites/{slug}/console/import';

/** Closed to impersonators, because it creates an Owner for each client's site. */
const writing = { access: 'accounts.write' } as const;

const STATUSES_MAX = 20;

const start = z.strictObject({
  graceDays: z
    .string()
    .default(GRACE_DAYS)
    .transform(readWhole)
    .pipe(z.int('must be a whole number').min(0).max(60)),
  atOnce: z.literal('on').optional(),
});

const FIELD = new RegExp(`^(column\\d{1,3}|leftOut|${USUAL.join('|')})$`);

/** The field of each column of the file, and the defaults for the whole file. */
const columns = z
  .record(z.string().max(40), z.union([z.string().max(200), z.array(z.string().max(200)).max(STATUSES_MAX)]))
  .superRefine((given, context) => {
    const keys = Object.keys(given).filter((name) => !FIELD.test(name));
    if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, input: given });
  });

function choiceOf(form: z.infer<typeof columns>): ImportChoice {
  const text = (name: string): string => (typeof form[name] === 'string' ? form[name] : '').trim();
  const count = Object.keys(form).filter((name) => /^column\d+$/.test(name)).length;
  const mapping = Array.from({ length: count }, (_none, index) => columnOf(text(`column${index}`)));
  const { leftOut = [] } = form;
  return {
    mapping,
    usual: Object.fromEntries(USUAL.map((name) => [name, text(name)])),
    leftOut: typeof leftOut === 'string' ? [leftOut] : leftOut,
  };
}

function columnOf(text: string): Column | null {
  return COLUMNS.find(({ name }) => name === text)?.name ?? null;
}

export const importPages = [
  definePage({ ...writing, method: 'get', path: BASE, handle: (call) => showImport(call, UNTOUCHED) }),
  definePage({
    ...writing,
    method: 'post',
    path: BASE,
    uploadBytesMax: CLIENTS_BYTES_MAX,
    form: z.strictObject({}),
    handle: async ({ context, files, slug, deps }) => {
      const file = files['file'];
      if (file === undefined) return { refused: 'invalid', detail: 'must be chosen', field: 'file' };
      const task = await deps.checkFile(context, { kind: 'clients', file });
      return isRefusal(task) ? task : redirectTo(`/sites/${slug}/console/import/${task}`);
    },
    onError: (call, state) => showImport(call, asFileState(state)),
  }),
  definePage({
    ...writing,
    method: 'get',
    path: `${BASE}/{id}`,
    handle: (call) => showTask(call, UNTOUCHED),
  }),
  definePage({
    ...writing,
    method: 'post',
    path: `${BASE}/{id}`,
    form: start,
    handle: async ({ context, params, slug, form }) => {
      const graceDays = form.atOnce === undefined ? form.graceDays : 0;
      const task = await startImport(context, params['id'] ?? '', { graceDays });
      if (isRefusal(task)) return task;
      return redirectTo(`/sites/${slug}/console/import/${task.id}`, 'The import has started.');
    },
    onError: showTask,
  }),
  definePage({
    ...writing,
    method: 'post',
    path: `${BASE}/{id}/columns`,
    form: columns,
    lists: ['leftOut'],
    handle: async ({ context, params, slug, form, deps }) => {
      const id = params['id'] ?? '';
      const task = await deps.checkFile(context, { kind: 'clients again', id, choice: choiceOf(form) });
      return isRefusal(task)
        ? task
        : redirectTo(`/sites/${slug}/console/import/${id}`, 'File checked again.');
    },
    onError: showTask,
  }),
];

async function showTask({ context, params, slug, http }: PageCall, state: FormState): Promise<Outcome> {
  const view = await loadTask(context, params['id'] ?? '', 'import');
  if (isRefusal(view)) return view;
  const { startedAt, finishedAt } = view.task;
  if (startedAt !== null && finishedAt === null) http.header('refresh', String(REFRESH_SECONDS));
  return importTaskPage({ slug, view, statuses: await loadStatuses(context, view), state });
}

/** The statuses by which lines can be skipped. */
async function loadStatuses(context: SiteContext, { task }: TaskView): Promise<string[]> {
  const { mapping } = (task.input as unknown as ImportInput).choice as ImportChoice;
  const index = mapping.indexOf('status');
  return index < 0 ? [] : readImportCells(context, task.id, { index, limit: STATUSES_MAX });
}

async function showImport({ context, slug }: PageCall, state: FormState): Promise<Outcome> {
  return importPage({ slug, tasks: await loadTasks(context, 'import'), state });
}

/** Errors about the file are shown above its field, because a file field cannot be filled in again. */
function asFileState(state: FormState): FormState {
  const [first] = state.problems;
  return first === undefined ? state : { ...state, complaint: `The file ${first.reason}.` };
}
