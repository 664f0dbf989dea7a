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
    instance: z.string().optional().openapi({ description: 'The name this occurrence has in the log.' }),
  })
  .openapi('Problem');

const content = { 'application/problem+json': { schema: problemShape } };

/** What every route can answer instead of what was asked for. */
export const PROBLEM_RESPONSES = {
  400: { description: 'The request is malformed; `errors` names each field at fault.', content },
  401: { description: 'The API key or the session is missing or not good.', content },
  403: { description: 'The key or the session may not do this.', content },
  404: { description: 'There is no such thing, or it is another site’s.', content },
  405: { description: 'The path does not take this method; `Allow` says which it takes.', content },
  409: {
    description: 'It is there already, its state does not allow this, or the key was used before.',
    content,
  },
  413: { description: 'The body is larger than 5 MB.', content },
  415: { description: 'The body is not of a media type the route takes.', content },
  422: { description: 'The request is well formed and cannot be carried out; `errors` says why.', content },
  429: { description: 'Too many tries in a short time; nothing was done.', content },
  500: { description: 'It failed on our side and was logged.', content },
  503: { description: 'Nothing was done; please try again in a moment.', content },
};
