import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { resolveTxt } from '../../../src/platform/mail/resolveTxt.js';
import { confirmHostname, loadWaitingHostnames } from '../../../src/sites/confirmHostnames.js';
import { CURSORS } from '../../v1/framework/paging.js';
import { hostname } from '../../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../../web/page.js';
import { hostnamesPage } from './pages/HostnamesPage.js';

const PATH = '/sites/{slug}/hostnames';
const SHOWN = 100;

/** Hostnames awaiting confirmation. An impersonator may not confirm who owns a name. */
export const hostnamePages = [
  definePage({
    method: 'get',
    path: PATH,
    access: 'sites.write',
    query: z.strictObject({ after: z.string().refine(CURSORS.hostname).optional() }),
    handle: (call) => show(call, UNTOUCHED, call.query.after),
  }),
  definePage({
    method: 'post',
    path: PATH,
    access: 'sites.write',
    form: z.strictObject({ hostname }),
    handle: async (call) => {
      const confirmed = await confirmHostname(
        call.context,
        call.form.hostname,
        call.deps.resolveTxt ?? resolveTxt,
      );
      if (isRefusal(confirmed)) return confirmed;
      return redirectTo(PATH.replace('{slug}', call.slug), `${confirmed.hostname} confirmed.`);
    },
    onError: (call, state) => show(call, state),
  }),
];

async function show({ context, session }: PageCall, state: FormState, after?: string): Promise<PageContent> {
  const waiting = await loadWaitingHostnames(context, { after, limit: SHOWN + 1 });
  const more = waiting.length > SHOWN ? waiting[SHOWN - 1]?.hostname : undefined;
  return hostnamesPage({ session, waiting: waiting.slice(0, SHOWN), more, state });
}
