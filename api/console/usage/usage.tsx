import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { FORMAT_NAMES } from '../../../src/logs/format/named.js';
import { WRAPS } from '../../../src/logs/format/unwrap.js';
import { loadSites } from '../../../src/sites/manageSites.js';
import { loadTasks } from '../../../src/tasks/loadTasks.js';
import { loadMeters } from '../../../src/usage/recordUsage.js';
import { loadUsageFileTask, startUsageFile } from '../../../src/usage/usageFiles.js';
import { localDate, slug, boundedText } from '../../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type Outcome,
  type PageCall,
  UNTOUCHED,
} from '../../web/page.js';
import { optional } from '../accounts/fields.js';
import { REFRESH_SECONDS } from '../tasks/refresh.js';
import { bringInPage } from './pages/BringInPage.js';
import { usageFilePage } from './pages/UsageFilePage.js';

const BASE = '/sites/{slug}/console/usage';
/** Long enough for an nginx log format with every variable. */
const FORMAT_CHARS_MAX = 4_000;
const FILE_BYTES_MAX = 32_000_000;
/** With more sites than this, the site is typed instead of chosen. */
const SITES_CHOSEN_MAX = 100;

const writing = { access: 'usage.write', impersonation: 'open' } as const;

export const usageFilePages = [
  definePage({ ...writing, method: 'get', path: BASE, handle: (call) => show(call, UNTOUCHED) }),
  definePage({
    ...writing,
    method: 'post',
    path: BASE,
    uploadBytesMax: FILE_BYTES_MAX,
    form: z.strictObject({
      site: optional(slug),
      format: optional(z.enum(FORMAT_NAMES)),
      formatText: optional(boundedText(FORMAT_CHARS_MAX)),
      wrap: optional(z.enum(WRAPS)),
      rebaseStart: optional(localDate),
    }),
    handle: async ({ context, files, form: { format, formatText, ...form }, slug: own, deps }) => {
      const file = files['file'];
      if (file === undefined) return { refused: 'invalid', detail: 'must be chosen', field: 'file' };
      const task = await deps.checkFile(context, {
        kind: 'usage',
        file,
        options: { ...form, format: formatText ?? format },
      });
      return isRefusal(task) ? task : redirectTo(`/sites/${own}/console/usage/${task}`);
    },
    onError: show,
  }),
  definePage({
    ...writing,
    method: 'get',
    path: `${BASE}/{id}`,
    handle: async ({ context, params, slug: own, http }) => {
      const [view, meters] = await Promise.all([
        loadUsageFileTask(context, params['id'] ?? ''),
        loadMeters(context),
      ]);
      if (isRefusal(view)) return view;
      const { startedAt, finishedAt } = view.task;
      if (startedAt !== null && finishedAt === null) http.header('refresh', String(REFRESH_SECONDS));
      return usageFilePage({ slug: own, view, meters });
    },
  }),
  definePage({
    ...writing,
    method: 'post',
    path: `${BASE}/{id}`,
    handle: async ({ context, params, slug: own }) => {
      const task = await startUsageFile(context, params['id'] ?? '');
      if (isRefusal(task)) return task;
      return redirectTo(
        `/sites/${own}/console/usage/${task.id}`,
        'Import started. It continues in the background.',
      );
    },
  }),
];

async function show({ context, slug: own }: PageCall, state: FormState): Promise<Outcome> {
  const [tasks, sites, meters] = await Promise.all([
    loadTasks(context, 'usage'),
    loadSites(context, { limit: SITES_CHOSEN_MAX + 1 }),
    loadMeters(context),
  ]);
  const choices = sites.length > SITES_CHOSEN_MAX ? null : sites;
  return bringInPage({ slug: own, tasks, state, meters, sites: choices });
}
