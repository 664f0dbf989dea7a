import { z } from '@hono/zod-openapi';

const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(
        z.object({
          field: z.string().openapi({ example: 'usage[0].bands[1].upTo' }),
          reason: z.string(),
        }),
      )
      .optional(),
    instance: z.string().optional().openapi({ description: 'Identifies this occurrence in the log.' }),
  })
  .openapi('Problem');

const content = { 'application/problem+json': { schema: problemShape } };

/** The error responses every route can give. */
export const PROBLEM_RESPONSES = {
  400: { description: 'Malformed request; `errors` lists the invalid fields.', content },
  401: { description: 'Missing or invalid API key or session.', content },
  403: { description: 'The key or session lacks the permission.', content },
  404: { description: 'Not found, or belongs to another site.', content },
  405: { description: 'Method not allowed; `Allow` lists the allowed methods.', content },
  409: {
    description:
      'Already exists, not possible in the current state, or the Idempotency-Key was used with another ' +
      'body.',
    content,
  },
  413: { description: 'The body is larger than 5 MB.', content },
  415: { description: 'Unsupported media type.', content },
  422: {
    description: 'The request is well formed but cannot be carried out; `errors` lists the reasons.',
    content,
  },
  429: { description: 'Too many requests; nothing was done.', content },
  500: { description: 'Internal error; it was logged.', content },
  503: { description: 'Temporarily unavailable; nothing was done. Retry later.', content },
};
