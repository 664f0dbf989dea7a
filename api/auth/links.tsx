import { z } from '@hono/zod-openapi';
import { sendPasswordReset } from '../../src/auth/emails/passwordReset.js';
import { loadEmailLink, useEmailLink } from '../../src/auth/emails/useEmailLink.js';
import type { UserContext } from '../../src/auth/users/manager.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { findInstallationSite } from '../../src/sites/manageSites.js';
import {
  definePublicPage,
  type FormState,
  redirectTo,
  type PublicCall,
  type PageContent,
  UNTOUCHED,
} from '../web/page.js';
import { linkSentPage, forgotPage, linkDeadPage, linkPage } from './pages/LinkPages.js';

/** Pages for users who cannot log in: forgotten password, and the links in emails. */
export const linkPages = [
  definePublicPage({
    method: 'get',
    path: '/sites/{slug}/forgot',
    handle: ({ slug }) => Promise.resolve(forgotPage(slug)),
  }),
  definePublicPage({
    method: 'post',
    path: '/sites/{slug}/forgot',
    form: z.strictObject({ email: z.string().max(1_000) }),
    handle: ({ anonymous, slug, address, form, deps }) => {
      // Not awaited: the duration would reveal whether the site and the user exist.
      sendPasswordReset(anonymous, { slug, email: form.email, address }).catch((error: unknown) => {
        deps.log.error(
          { requestId: anonymous.requestId, err: error },
          'an email for a new password could not be made',
        );
      });
      return Promise.resolve(linkSentPage(slug));
    },
  }),
  definePublicPage({
    method: 'get',
    path: '/sites/{slug}/link/{token}',
    handle: (call) => showLink(call, UNTOUCHED),
  }),
  definePublicPage({
    method: 'post',
    path: '/sites/{slug}/link/{token}',
    form: z.strictObject({ password: z.string().max(1_000) }),
    handle: async (call) => {
      const context = await contextOf(call);
      const done = await useEmailLink(context, call.params['token'] ?? '', call.form.password);
      if (isRefusal(done)) return done;
      return redirectTo(`/sites/${call.slug}/login`, 'Password saved. You can now log in.');
    },
    onError: showLink,
  }),
];

const NO_SITE = '00000000-0000-0000-0000-000000000000';

/** A missing site gives the same result as a site that did not send this link. */
async function contextOf({ anonymous, slug }: PublicCall): Promise<UserContext> {
  const site = await findInstallationSite(anonymous.sql, slug);
  return { ...anonymous, siteId: site?.id ?? NO_SITE };
}

async function showLink(call: PublicCall, state: FormState): Promise<PageContent> {
  const token = call.params['token'] ?? '';
  const holder = await loadEmailLink(await contextOf(call), token);
  if (isRefusal(holder)) return linkDeadPage(call.slug, holder.detail);
  return linkPage(call.slug, token, holder, state);
}
