import type { Context as HttpContext } from 'hono';
import type { Session } from '../../src/auth/sessions/session.js';
import { cookiesOf } from '../auth/sessionCookies.js';
import { isSlug } from '../v1/framework/fields.js';
import { type PageDeps, sendProblemPage } from './respond.js';
import { wantsJson } from '../http/request/wantsJson.js';

/** Sends an error response: as RFC 9457 JSON to a program, as a page to a browser. */
export async function refusePage(
  c: HttpContext,
  deps: PageDeps,
  problem: Response,
  session: Session | null = null,
): Promise<Response> {
  if (wantsJson(c)) return problem;
  const written = c.req.path.split('/')[2] ?? '';
  const slug = isSlug(written) ? written : '';
  const cookies = cookiesOf(c, slug, deps.baseUrl());
  return sendProblemPage(c, { slug, session, deps, cookies }, problem);
}
