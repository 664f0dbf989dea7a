import { z } from '@hono/zod-openapi';
import { type Refusal, refuse } from '../../src/core/values/refusal.js';
import type { MailboxMessage } from '../../src/embedded/mailbox/mailFolder.js';
import type { MailSink } from '../../src/embedded/mailbox/mailSink.js';
import type { SandboxControl } from '../deps.js';
import { instantText, iso } from './framework/responses.js';
import { afterDuration } from './framework/duration.js';
import { instant } from './framework/fields.js';
import { limitUpTo, noQuery, pageResponse } from './framework/paging.js';
import { defineRoute, type Route } from './framework/route.js';

const DAY_MS = 86_400_000;
/** Just below the longest life of a workflow on Temporal's time-skipping server. */
const ADVANCE_DAYS_MAX = 3_600;
const EMAILS_MAX = 10_000;

const clockMove = z
  .strictObject({
    advance: z.string().max(60).optional().openapi({
      description: 'ISO 8601 duration. Years and months follow the calendar, in UTC.',
      example: 'P7D',
    }),
    advanceTo: instant.optional(),
  })
  .refine((move) => (move.advance === undefined) !== (move.advanceTo === undefined), {
    path: ['advance'],
    message: 'or advanceTo is required',
  });

const emailShape = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  receivedAt: instantText,
  messageId: z.string(),
  html: z.string(),
  text: z.string(),
});

/** The test clock, and the emails sent under it. */
export function sandboxRoutes(sandbox: SandboxControl, mailbox: MailSink | null): Route[] {
  const moveClock = inTurn((to: number) => sandbox.advance(to));
  return [
    defineRoute({
      method: 'get',
      path: '/v1/sandbox/clock',
      permission: 'sandbox.use',
      summary: 'Retrieve the test clock',
      query: noQuery,
      response: z.object({ now: instantText }),
      handle: () => Promise.resolve({ now: iso(sandbox.now()) }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/sandbox/clock',
      permission: 'sandbox.use',
      summary: 'Move the test clock forward',
      body: clockMove,
      response: z.object({ now: instantText, settled: z.boolean() }),
      handle: async ({ body }) => {
        const moved = await moveClock(() => targetOf(sandbox.now(), body));
        return 'refused' in moved ? moved : { now: iso(sandbox.now()), settled: moved.settled };
      },
    }),
    ...(mailbox === null ? [] : [mailboxRoute(mailbox)]),
  ];
}

function mailboxRoute(mailbox: MailSink): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/sandbox/mailbox',
    permission: 'sandbox.use',
    summary: 'List sent emails, oldest first',
    query: z.strictObject({ limit: limitUpTo(EMAILS_MAX, 1_000) }),
    response: pageResponse(emailShape),
    handle: async ({ query }) => {
      const emails = await mailbox.list(query.limit);
      return { data: emails.map(emailResponse), next: null };
    },
  });
}

function emailResponse({ id, from, to, subject, receivedAt, messageId, html, text }: MailboxMessage): object {
  return { id, from, to, subject, receivedAt: iso(receivedAt), messageId, html, text };
}

function targetOf(now: number, move: z.infer<typeof clockMove>): number | Refusal {
  const field = move.advance === undefined ? 'advanceTo' : 'advance';
  const to = move.advance === undefined ? move.advanceTo : afterDuration(now, move.advance);
  if (to === undefined) return refuse('invalid', 'must be an ISO 8601 duration, such as P7D', field);
  if (to < now) return refuse('invalid', `is before the current time, ${iso(now)}`, field);
  if (to > now + ADVANCE_DAYS_MAX * DAY_MS) {
    return refuse('invalid', `is more than ${ADVANCE_DAYS_MAX} days away; move in smaller steps`, field);
  }
  return to;
}

/** Clock moves run one after the other; each starts where the previous one ended. */
function inTurn<Response extends object>(move: (to: number) => Promise<Response>) {
  let last: Promise<unknown> = Promise.resolve();
  return (target: () => number | Refusal): Promise<Response | Refusal> => {
    const moving = last.then((): Promise<Response | Refusal> | Refusal => {
      const to = target();
      return typeof to === 'number' ? move(to) : to;
    });
    last = moving.catch(() => undefined);
    return moving;
  };
}
