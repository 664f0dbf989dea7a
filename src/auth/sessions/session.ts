import type { Instant } from '../../core/values/zone.js';
import type { Permission } from '../groups/permissions.js';

/** The user at a site's pages, as of this request. */
export interface Session {
  /** The session's name that may be shown. */
  readonly handle: string;
  readonly site: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly parentId: string | null;
    /** Whether an account pays for it: an account with the parent site as its tenant. */
    readonly hasAccount: boolean;
    /** Whether the site has child sites. */
    readonly hasChildren: boolean;
  };
  /** The user whose view it is; under impersonation the child's Owner. */
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly group: string;
  };
  readonly permissions: ReadonlySet<Permission>;
  /** The real user, if the Owner of the parent site impersonates this site's Owner. */
  readonly impersonator: Impersonator | null;
  /** `user/<id>` of the real user, for audit rows. */
  readonly actor: string;
  /** Under impersonation: `user/<id>` of the impersonated Owner. */
  readonly actedAs?: string;
}

export interface Impersonator {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** The slug of their own site, the parent site. */
  readonly site: string;
  readonly impersonationId: string;
  readonly endsAt: Instant;
}

/** The session cookies a browser sent for a site. */
export interface SessionCookies {
  readonly own?: string | undefined;
  readonly impersonation?: string | undefined;
}
