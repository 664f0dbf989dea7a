import type { Context } from 'hono';

/** Whether the response is for a program: the request sends JSON, or accepts other types than HTML. */
export function wantsJson(c: Context): boolean {
  const accept = c.req.header('accept') ?? '*/*';
  if (accept.includes('text/html')) return false;
  const type = c.req.header('content-type') ?? '';
  return !type.startsWith('application/x-www-form-urlencoded') || accept.includes('json');
}
