import type { Context as HttpContext } from 'hono';
import type { AuthContext } from '../../src/auth/context.js';
import type { SiteContext } from '../../src/core/context.js';
import type { AppDeps } from '../deps.js';

/** The context of a request without an actor, for logins and links. */
export function anonymousContext(deps: AppDeps, c: HttpContext): AuthContext {
  const { sql, secrets } = deps;
  const times = { now: deps.clock.now(), wallNow: Date.now() };
  const requestId = c.get('requestId') as string;
  return { sql, secrets, baseUrl: deps.baseUrl(), ...times, requestId, actor: 'nobody' };
}

interface Who {
  readonly siteId: string;
  readonly actor: string;
  readonly actedAs?: string | undefined;
}

/** The context of an operation with an actor, who is recorded in every change. */
export function contextFor(
  { wakeAccount, connectorKinds, supportsSmtpUtf8, mailer }: AppDeps,
  anonymous: AuthContext,
  { siteId, actor, actedAs }: Who,
): SiteContext & AuthContext {
  const who = { siteId, actor, ...(actedAs === undefined ? {} : { actedAs }) };
  return {
    ...anonymous,
    wakeAccount,
    connectorKinds,
    supportsSmtpUtf8,
    mailFrom: mailer.from.address,
    ...who,
  };
}
