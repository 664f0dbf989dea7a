import type { z } from '@hono/zod-openapi';
import type { Context as HttpContext } from 'hono';
import type { Child } from 'hono/jsx';
import type { AuthContext } from '../../src/auth/context.js';
import type { Permission } from '../../src/auth/groups/permissions.js';
import type { Session } from '../../src/auth/sessions/session.js';
import type { SiteContext } from '../../src/core/context.js';
import type { FieldProblem, Refusal } from '../../src/core/values/refusal.js';
import type { SiteCookies } from '../auth/sessionCookies.js';
import type { AppDeps } from '../deps.js';
import type { Endpoint } from '../http/endpoint.js';
import type { FormValues } from '../http/request/readFields.js';
import type { UploadedFile } from '../http/request/readUpload.js';

/** A form as it is shown: what was typed, and what is wrong with it. Untouched: nothing of either. */
export interface FormState {
  /** The path it was sent to; a page may have several forms. */
  readonly action?: string;
  readonly values: FormValues;
  readonly problems: readonly FieldProblem[];
  /** What is wrong with it as a whole. */
  readonly complaint?: string;
}

export const UNTOUCHED: FormState = { values: {}, problems: [] };

/** A request to a public page: all that is known of the site comes from the path. */
export interface PublicCall<Form = unknown, Query = unknown> {
  readonly slug: string;
  /** Who asks, as far as that can be trusted. */
  readonly address: string;
  /** What the browser calls itself. */
  readonly browserName: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly form: Form;
  /** The files that came with the form, by their fields; only where the page takes any. */
  readonly files: Readonly<Record<string, UploadedFile>>;
  readonly cookies: SiteCookies;
  readonly now: number;
  readonly wallNow: number;
  /** The context of a request without a session, for logins and links. */
  readonly anonymous: AuthContext;
  /** Whether the answer goes to a program. */
  readonly wantsJson: boolean;
  readonly baseUrl: string;
  readonly deps: AppDeps;
  readonly http: HttpContext;
}

/** A request of a logged-in user of the site or of an impersonator. */
export interface PageCall<Form = unknown, Query = unknown> extends PublicCall<Form, Query> {
  readonly session: Session;
  /** For operations and for what is about users, on the user's behalf. */
  readonly context: SiteContext & AuthContext;
}

export interface PageContent {
  readonly title: string;
  readonly body: Child;
  readonly status?: 200 | 400 | 401 | 403 | 404 | 409 | 422 | 429;
  /** A page without navigation, for users who are not logged in. */
  readonly alone?: boolean;
  /** Its forms lead on to pages of others, such as a payment provider's. */
  readonly leadsOut?: boolean;
  /** It shows others of our own answers in frames. */
  readonly frames?: boolean;
  /** The address of a script of our own that adds comfort; the page does without it. */
  readonly script?: string;
}

export interface Redirect {
  readonly redirectTo: string;
  /** Said on the next page. */
  readonly say?: string;
}

export type Outcome = PageContent | Redirect | Refusal | Response;

/** Leads to another page after something was done, which is said there. */
export function redirectTo(path: string, say?: string): Redirect {
  return say === undefined ? { redirectTo: path } : { redirectTo: path, say };
}

interface PageParts<Form, Query> extends Pick<Endpoint, 'path' | 'uploadBytesMax'> {
  readonly method: 'get' | 'post';
  readonly query?: z.ZodType<Query>;
  readonly form?: z.ZodType<Form>;
  /** Fields of the form that may come more than once. */
  readonly lists?: readonly string[];
}

export interface PageDefinition<Form, Query> extends PageParts<Form, Query>, Pick<Endpoint, 'impersonation'> {
  readonly access: 'session' | Permission;
  readonly handle: (call: PageCall<Form, Query>) => Promise<Outcome>;
  /** Shows the form again after a refusal; without it, the refusal is shown on a page of its own. */
  readonly onError?: (call: PageCall<unknown, Query>, state: FormState) => Promise<Outcome>;
}

export interface PublicPageDefinition<Form, Query> extends PageParts<Form, Query> {
  readonly handle: (call: PublicCall<Form, Query>) => Promise<Outcome>;
  readonly onError?: (call: PublicCall<unknown, Query>, state: FormState) => Promise<Outcome>;
}

/** A row of the page table; its call has a session unless it is public. */
export interface Page extends Endpoint {
  readonly method: 'get' | 'post';
  readonly form?: z.ZodType;
  readonly lists?: readonly string[];
  readonly handle: (call: PublicCall) => Promise<Outcome>;
  readonly onError?: (call: PublicCall, state: FormState) => Promise<Outcome>;
}

/** One row of the page table: what it takes, what it needs, which operation it calls. */
export function definePage<Form, Query>(page: PageDefinition<Form, Query>): Page {
  // The call is made with what these very schemas have read.
  return { ...page, body: page.form } as unknown as Page;
}

/** A public page. Its response must be the same whether the site exists or not. */
export function definePublicPage<Form, Query>(page: PublicPageDefinition<Form, Query>): Page {
  return { ...page, body: page.form, access: 'public' } as unknown as Page;
}
