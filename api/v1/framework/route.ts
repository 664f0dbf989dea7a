import type { z } from '@hono/zod-openapi';
import type { Context as HttpContext } from 'hono';
import type { Permission } from '../../../src/auth/groups/permissions.js';
import type { AuthContext } from '../../../src/auth/context.js';
import type { Session } from '../../../src/auth/sessions/session.js';
import type { SiteContext } from '../../../src/core/context.js';
import type { Refusal } from '../../../src/core/values/refusal.js';
import type { AppDeps } from '../../deps.js';
import type { Endpoint } from '../../http/endpoint.js';

/** Whose key, or whose session, came with the request. */
export interface Caller {
  /** Of the key, or of the session's user. */
  readonly id: string;
  /** As it stands in entries and audit rows: `key/<id>` or `user/<id>`. */
  readonly actor: string;
  /** Under impersonation: `user/<id>` of the Owner whose view the actor has. */
  readonly actedAs?: string;
  readonly siteId: string;
  readonly permissions: ReadonlySet<Permission>;
  /** When the key ends, if it does. */
  readonly until: number | null;
  /** The group of the user, or of whose key it is; null for a key that the machine made. */
  readonly group: string | null;
  /** Whose session it is; a key has none. */
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
  /** The body as it came, where the route reads it itself. */
  readonly bytes: Buffer;
  /** The Idempotency-Key, where the route takes one. */
  readonly key: string | undefined;
  readonly deps: AppDeps;
  readonly http: HttpContext;
}

export interface RouteDefinition<Query, Body> extends Pick<Endpoint, 'method' | 'path' | 'impersonation'> {
  readonly permission: Permission;
  /** One line, in the imperative. */
  readonly summary: string;
  readonly description?: string;
  /** Ids in the path are our own, or else not found; `slug`: a site's slug will do as well. */
  readonly idKind?: 'slug';
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Whether an absent body counts as an empty object. */
  readonly bodyOptional?: boolean;
  /** Bodies read by the handler itself, by media type; the schemas are for the document. */
  readonly ownBodies?: Readonly<Record<string, z.ZodType>>;
  /** Whether it takes an Idempotency-Key. */
  readonly keyed?: boolean;
  /** 200 when left out; 204 has no answer. */
  readonly status?: 200 | 201 | 204;
  readonly response?: z.ZodType;
  /** What it answers, with 200, where it is asked to do nothing yet. */
  readonly dryRunResponse?: z.ZodType;
  /** The media type of an answer that is no JSON, which the handler makes itself. */
  readonly answerType?: string;
  /** What it answers, a refusal, null for nothing, or a problem it found while reading the body itself. */
  readonly handle: (call: Call<Query, Body>) => Promise<object | Refusal | Response | null>;
}

export type Route = RouteDefinition<unknown, unknown> & Pick<Endpoint, 'access'>;

/** One row of the route table: what it takes, what it needs, what it answers, which operation it calls. */
export function defineRoute<Query, Body>(route: RouteDefinition<Query, Body>): Route {
  // The call is made with what these very schemas have read.
  return { ...route, access: route.permission } as unknown as Route;
}
