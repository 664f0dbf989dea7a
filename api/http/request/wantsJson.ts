import type { Context } from 'hono';

/** Whether the answer is for a program: it sends JSON, or asks for something and does not take pages. */
export function wantsJson(c: Context): boolean {
  const accept = c.req.header('accept') ?? '*/*';
  if (accept.includes('text/html')) return false;
  const type = c.req.header('content-type') ?? '';
  return !type.startsWith('application/x-www-form-urlencoded') || accept.includes('json');
}
