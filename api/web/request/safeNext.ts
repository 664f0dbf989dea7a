const LENGTH_MAX = 500;
/** Backslashes are slashes to a browser; control characters and blanks are not there at all. */
const UNSAFE = /[\\\u0000-\u0020\u007f-\u009f]/;

/** Where to go after a login: a path of the very site, or else its first page. */
export function safeNext(written: string | undefined, slug: string, baseUrl: string): string {
  const home = `/sites/${slug}/`;
  if (written === undefined || written.length > LENGTH_MAX || UNSAFE.test(written)) return home;
  if (!written.startsWith(home)) return home;
  const base = new URL(baseUrl);
  if (!URL.canParse(written, base.href)) return home;
  // Read as a browser reads it: dots in a path are walked before anything is asked for.
  const { origin, pathname, search } = new URL(written, base);
  if (origin !== base.origin || !pathname.startsWith(home)) return home;
  return /^\/sites\/[^/]+\/(login|logout|step-out|link)(\/|$)/.test(pathname) ? home : pathname + search;
}
