import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/**
 * The cookies of a site. A slug has no dot, so kinds cannot be confused: `sitetab-<slug>` is the session of a user of
 * the site, `sitetab.in-<slug>` that of an impersonator, `sitetab.code-<slug>` a login waiting for its second factor,
 * `sitetab.said-<slug>` the message for the next page.
 */
export type CookieKind = 'session' | 'impersonation' | 'pending' | 'flash';

const PREFIXES: Readonly<Record<CookieKind, string>> = {
  session: 'sitetab-',
  impersonation: 'sitetab.in-',
  pending: 'sitetab.code-',
  flash: 'sitetab.said-',
};

/** Marks a browser that has logged in before. */
const BROWSER = 'sitetab.browser';

const DAY_SECONDS = 86_400;
/** How long a browser keeps the cookies. The server checks on every request whether they are still valid. */
const KEPT_SECONDS: Readonly<Record<CookieKind, number>> = {
  session: 60 * DAY_SECONDS,
  impersonation: 3_600,
  pending: 900,
  flash: 60,
};
const VALUE_LENGTH_MAX = 1_000;

/** The cookies of a site in one request. */
export interface SiteCookies {
  get(kind: CookieKind): string | undefined;
  set(kind: CookieKind, value: string): void;
  drop(kind: CookieKind): void;
  browser(): string | undefined;
  saveBrowser(id: string): void;
}

export function cookiesOf(c: Context, slug: string, baseUrl: string): SiteCookies {
  const secure = baseUrl.startsWith('https:');
  const nameOf = (plain: string): string => (secure ? `__Host-${plain}` : plain);
  const shape = { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const;
  const read = (name: string): string | undefined => {
    const value = getCookie(c, name);
    return value === undefined || value === '' || value.length > VALUE_LENGTH_MAX ? undefined : value;
  };
  return {
    get: (kind) => read(nameOf(PREFIXES[kind] + slug)),
    set: (kind, value) =>
      setCookie(c, nameOf(PREFIXES[kind] + slug), value, { ...shape, maxAge: KEPT_SECONDS[kind] }),
    drop: (kind) => void deleteCookie(c, nameOf(PREFIXES[kind] + slug), shape),
    browser: () => read(nameOf(BROWSER)),
    saveBrowser: (id) => setCookie(c, nameOf(BROWSER), id, { ...shape, maxAge: 365 * DAY_SECONDS }),
  };
}
