import type { Context as HttpContext } from 'hono';
import type { AppDeps } from '../../deps.js';
import { anonymousContext } from '../../http/contexts.js';
import { socketAddress } from '../../http/socketAddress.js';
import type { PublicCall } from '../page.js';
import type { createAddressReader } from '../../http/request/clientAddress.js';
import { cookiesOf } from '../../auth/sessionCookies.js';
import { wantsJson } from '../../http/request/wantsJson.js';

const BROWSER_LENGTH_MAX = 300;

/** A request before its fields are read. */
export type BareCall = PublicCall<undefined, undefined>;

/** The request's data that needs no lookup: its origin, its path and the time. */
export function callOf(
  c: HttpContext,
  deps: AppDeps,
  readAddress: ReturnType<typeof createAddressReader>,
): BareCall {
  const { slug = '', ...params } = c.req.param() as Record<string, string>;
  const anonymous = anonymousContext(deps, c);
  const { baseUrl, now, wallNow } = anonymous;
  return {
    slug,
    address: readAddress(socketAddress(c), c.req.header('x-forwarded-for')),
    browserName: (c.req.header('user-agent') ?? '').slice(0, BROWSER_LENGTH_MAX),
    params,
    query: undefined,
    form: undefined,
    files: {},
    cookies: cookiesOf(c, slug, baseUrl),
    now,
    wallNow,
    anonymous,
    wantsJson: wantsJson(c),
    baseUrl,
    deps,
    http: c,
  };
}
