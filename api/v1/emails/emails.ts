import { z } from '@hono/zod-openapi';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { processBounce, retryEmails } from '../../../src/emails/undeliverable.js';
import { accountResponse } from '../accounts/accountShapes.js';
import { loadAccountResponse } from '../accounts/accounts.js';
import { idResponse } from '../framework/responses.js';
import { defineRoute } from '../framework/route.js';

/** Email delivery to a client: bounces, and a retry. */
export const emailRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/accounts/{id}/emails/retry',
    permission: 'accounts.write',
    summary: 'Resend emails to undeliverable addresses',
    description:
      'Sends notices that reached no address again if they still apply. Emails about the current ' +
      'suspension, payments and settled periods are written again with current data. At most 5 times an ' +
      'hour.',
    body: z.strictObject({}),
    bodyOptional: true,
    response: accountResponse,
    handle: async (call) => {
      const tried = await retryEmails(call.context, call.id);
      return isRefusal(tried) ? tried : loadAccountResponse(call);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/emails/bounces',
    permission: 'accounts.write',
    summary: 'Report a bounced email',
    description:
      'For a script that reads the sender’s mailbox, or for a mail provider’s webhook. A permanent bounce ' +
      'marks the address as undeliverable; a temporary bounce changes nothing. Idempotent.',
    body: z.strictObject({
      messageId: z
        .string()
        .trim()
        .min(1)
        .max(1_000)
        .optional()
        .openapi({ description: 'Message-ID of the email, with or without `<>`.' }),
      address: z
        .string()
        .max(1_000)
        .optional()
        .openapi({ description: 'Optional if the email went to one address.' }),
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
          'Addresses now marked as undeliverable. Empty if no account has the address or no email was sent to ' +
          'it.',
      }),
    }),
    handle: async ({ context, body }) => {
      const marked = await processBounce(context, body);
      if (isRefusal(marked)) return marked;
      return { undeliverable: marked.map(({ accountId, address }) => ({ accountId, email: address })) };
    },
  }),
];
