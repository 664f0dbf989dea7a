import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { processBounce, retryEmails } from '../../../src/emails/undeliverable.js';
import { accountResponse } from '../accounts/accountShapes.js';
import { answerAccount } from '../accounts/accounts.js';
import { idResponse } from '../framework/responses.js';
import { defineRoute } from '../framework/route.js';

/** Whether emails reach the client: what came back, and another try. */
export const emailRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/emails/retry',
    permission: 'accounts.write',
    summary: 'Send emails to an account’s undeliverable addresses again',
    description:
      'Notices that nobody got are sent again where they still hold. The emails about the present suspension, about ' +
      'payments and settled periods that nobody got are written again, as things are now. Five times an hour.',
    body: z.strictObject({}),
    bodyOptional: true,
    response: accountResponse,
    handle: async (call) => {
      const tried = await retryEmails(call.context, call.id);
      return isRefusal(tried) ? tried : answerAccount(call);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/emails/bounces',
    permission: 'accounts.write',
    summary: 'Report an email that came back',
    description:
      'For a script that reads the mailbox of the sender, or a mail provider’s webhook. A permanent bounce marks the ' +
      'address as undeliverable; a temporary one changes nothing. The same report twice is the same as once.',
    body: z.strictObject({
      messageId: z
        .string()
        .trim()
        .min(1)
        .max(1_000)
        .optional()
        .openapi({ description: 'Of the email, with or without `<>`.' }),
      address: z
        .string()
        .max(1_000)
        .optional()
        .openapi({ description: 'May be left out where the email went to one address.' }),
      permanent: z.boolean(),
      reason: z
        .string()
        .trim()
        .max(10_000)
        .transform((text) => text.replaceAll(/[\p{Cc}\s]+/gu, ' ').slice(0, 500))
        .optional(),
    }),
    response: z.object({
      undeliverable: z.array(z.object({ accountId: idResponse, email: z.string() })).openapi({
        description:
          'The addresses that are marked now; none where no account has the address any more, or no email went to it.',
      }),
    }),
    handle: async ({ context, body }) => {
      const marked = await processBounce(context, body);
      if (isRefusal(marked)) return marked;
      return { undeliverable: marked.map(({ accountId, address }) => ({ accountId, email: address })) };
    },
  }),
];
