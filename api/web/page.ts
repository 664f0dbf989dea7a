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
import type { FrameTexts } from './parts/frame.js';

/** The state of a form: its values and its errors; both are empty at first. */
export interface FormState {
  /** The path it was sent to; a page may have several forms. */
  readonly action?: string;
  readonly values: FormValues;
  readonly problems: readonly FieldProblem[];
  /** Errors about the form as a whole. */
  readonly complaint?: string;
}

export const UNTOUCHED: FormState = { values: {}, problems: [] };

/** A request to a public page: the site is known only from the path. */
export interface PublicCall<Form = unknown, Query = unknown> {
  readonly slug: string;
  /** The client's address, as far as it can be trusted. */
  readonly address: string;
  /** The browser's User-Agent. */
  readonly browserName: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly form: Form;
  /** The form's files by field, if the page accepts files. */
  readonly files: Readonly<Record<string, UploadedFile>>;
  readonly cookies: SiteCookies;
  readonly now: number;
  readonly wallNow: number;
  /** The context of a request without a session, for logins and links. */
  readonly anonymous: AuthContext;
  /** Whether the response is for a program. */
  readonly wantsJson: boolean;
  readonly baseUrl: string;
  readonly deps: AppDeps;
  readonly http: HttpContext;
}

/** A request of a logged-in user of the site or of an impersonator. */
export interface PageCall<Form = unknown, Query = unknown> extends PublicCall<Form, Query> {
  readonly session: Session;
  /** The context for operations, with the user as actor. */
  readonly context: SiteContext & AuthContext;
}

export interface PageContent {
  readonly title: string;
  readonly body: Child;
  readonly status?: 200 | 400 | 401 | 403 | 404 | 409 | 422 | 429;
  /** A page without navigation, for users who are not logged in. */
  readonly alone?: boolean;
  /** Whether its forms redirect to other sites, such as a payment provider's. */
  readonly leadsOut?: boolean;
  /** Whether it shows other pages of ours in frames. */
  readonly frames?: boolean;
  /** The address of an optional script of ours; the page works without it. */
  readonly script?: string;
  /** The texts around it, in the language of the page; English by default. */
  readonly frame?: FrameTexts;
}

export interface Redirect {
  readonly redirectTo: string;
  /** The message for the next page. */
  readonly say?: string;
}

export type Outcome = PageContent | Redirect | Refusal | Response;

/** Redirects to another page after an action, with a message. */
export function redirectTo(path: string, say?: string): Redirect {
  return say === undefined ? { redirectTo: path } : { redirectTo: path, say };
}

interface PageParts<Form, Query> extends Pick<Endpoint, 'path' | 'uploadBytesMax'> {
  readonly method: 'get' | 'post';
  readonly query?: z.ZodType<Query>;
  readonly form?: z.ZodType<Form>;
  /** Fields of the form that may be repeated. */
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

/** One row of the page table: its input, permission and operation. */
export function definePage<Form, Query>(page: PageDefinition<Form, Query>): Page {
  // Safe: the call's values were parsed by these same schemas.
  return { ...page, body: page.form } as unknown as Page;
}

/** A public page. Its response must be the same whether the site exists or not. */
export function definePublicPage<Form, Query>(page: PublicPageDefinition<Form, Query>): Page {
  return { ...page, body: page.form, access: 'public' } as unknown as Page;
}
