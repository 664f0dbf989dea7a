import type { HonoRequest } from 'hono';

/** Whether the answer is for a program: it sends JSON, or asks for something and does not take pages. */
export function wantsJson(request: HonoRequest): boolean {
  const accept = request.header('accept') ?? '*/*';
  if (accept.includes('text/html')) return false;
  const type = request.header('content-type') ?? '';
  return !type.startsWith('application/x-www-form-urlencoded') || accept.includes('json');
}
