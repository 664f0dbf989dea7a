const LENGTH_MAX = 500;
/** Browsers treat backslashes as slashes and drop control characters and spaces. */
const UNSAFE = /[\\\u0000-\u0020\u007f-\u009f]/;

/** Where to go after a login: a path of the same site, or else its first page. */
export function safeNext(written: string | undefined, slug: string, baseUrl: string): string {
  const home = `/sites/${slug}/`;
  if (written === undefined || written.length > LENGTH_MAX || UNSAFE.test(written)) return home;
  if (!written.startsWith(home)) return home;
  const base = new URL(baseUrl);
  if (!URL.canParse(written, base.href)) return home;
  // Parsed like a browser does: dot segments are resolved before the request.
  const { origin, pathname, search } = new URL(written, base);
  if (origin !== base.origin || !pathname.startsWith(home)) return home;
  return /^\/sites\/[^/]+\/(login|logout|step-out|link)(\/|$)/.test(pathname) ? home : pathname + search;
}
