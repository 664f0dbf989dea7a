import type { z } from '@hono/zod-openapi';
import type { Context as HttpContext } from 'hono';
import type { Permission } from '../../../src/auth/groups/permissions.js';
import type { AuthContext } from '../../../src/auth/context.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { SiteContext } from '../../../src/core/context.js';
import type { Refusal } from '../../../src/core/values/refusal.js';
import type { AppDeps } from '../../deps.js';
import type { Endpoint } from '../../http/endpoint.js';

/** The owner of the request's key or session. */
export interface Caller {
  /** Of the key, or of the session's user. */
  readonly id: string;
  /** As stored in entries and audit rows: `key/<id>` or `user/<id>`. */
  readonly actor: string;
  /** Under impersonation: `user/<id>` of the Owner whose view the actor has. */
  readonly actedAs?: string;
  readonly siteId: string;
  readonly permissions: ReadonlySet<Permission>;
  /** When the key expires, if it does. */
  readonly until: number | null;
  /** The group of the user or of the key's user; null for a key without a user. */
  readonly group: string | null;
  /** The session; null for a key. */
  readonly session?: Session;
}

export interface ApiEnv {
  Variables: { caller: Caller; requestId: string };
}

/** A request as a route gets it: parsed, validated and authorized. */
export interface Call<Query = unknown, Body = unknown> {
  readonly context: SiteContext & AuthContext;
  readonly caller: Caller;
  /** The id in the path; every other parameter of the path is in `params`. */
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The raw body, if the route parses it itself. */
  readonly bytes: Buffer;
  /** The Idempotency-Key, if the route accepts one. */
  readonly key: string | undefined;
  readonly deps: AppDeps;
  readonly http: HttpContext;
}

export interface RouteDefinition<Query, Body> extends Pick<Endpoint, 'method' | 'path' | 'impersonation'> {
  readonly permission: Permission;
  /** One line, in the imperative. */
  readonly summary: string;
  readonly description?: string;
  /** Ids in the path must have the form of ours, or else not found; `slug`: a site's slug is accepted as well. */
  readonly idKind?: 'slug';
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Whether an absent body counts as an empty object. */
  readonly bodyOptional?: boolean;
  /** Bodies read by the handler itself, by media type; the schemas are for the document. */
  readonly ownBodies?: Readonly<Record<string, z.ZodType>>;
  /** Whether it accepts an Idempotency-Key. */
  readonly keyed?: boolean;
  /** 200 by default; 204 has no body. */
  readonly status?: 200 | 201 | 204;
  readonly response?: z.ZodType;
  /** The schema of its dry run's response, with status 200. */
  readonly dryRunResponse?: z.ZodType;
  /** The media type of a response other than JSON, which the handler creates itself. */
  readonly responseType?: string;
  /** Returns the response's data, a refusal, null for no body, or an error response about a body it parsed itself. */
  readonly handle: (call: Call<Query, Body>) => Promise<object | Refusal | Response | null>;
}

export type Route = RouteDefinition<unknown, unknown> & Pick<Endpoint, 'access'>;

/** One row of the route table: its input, permission, response and operation. */
export function defineRoute<Query, Body>(route: RouteDefinition<Query, Body>): Route {
  // Safe: the call's values were parsed by these same schemas.
  return { ...route, access: route.permission } as unknown as Route;
}
