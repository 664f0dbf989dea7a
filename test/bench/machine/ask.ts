import type { Machine } from './machine.js';

/** One request to the API; what is not answered well ends the bench. */
export async function ask<Response>(
  { apiKey }: Pick<Machine, 'apiKey'>,
  port: number,
  method: string,
  path: string,
  body?: object,
): Promise<Response> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as Response;
}
