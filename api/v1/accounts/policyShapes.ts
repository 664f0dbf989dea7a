import { z } from '@hono/zod-openapi';
import { WEEKDAYS } from '../../../src/billing/policy/policy.js';

const window = z.strictObject({
  days: z.array(z.enum(WEEKDAYS)).max(7).openapi({ description: 'The weekdays on which the window begins.' }),
  from: z.string().max(5).openapi({ example: '09:00' }),
  to: z.string().max(5).openapi({
    example: '17:00',
    description: 'Up to `24:00`. A time before `from` is on the next day.',
  }),
});

/** When accounts are suspended for their limit, and how much later than that. */
export const suspensionPolicy = z
  .strictObject({
    noticeHours: z
      .int()
      .exactOptional()
      .openapi({
        description:
          'An account is suspended only if a mail server accepted a notice to the client at least this long before; ' +
          '1 to 168. If none was accepted, one is sent and the suspension waits.',
      }),
    windows: z.array(window).max(50).exactOptional().openapi({
      description:
        'Accounts are suspended only at these times, in the time zone of the account. Default: always.',
    }),
    holidays: z
      .strictObject({
        region: z.string().max(12).exactOptional().openapi({
          example: 'DE-BY',
          description: 'The public holidays of a country or a part of it (ISO 3166).',
        }),
        dates: z
          .array(z.string().max(10))
          .max(200)
          .exactOptional()
          .openapi({
            example: ['2026-12-24'],
            description: 'Further days.',
          }),
      })
      .exactOptional()
      .openapi({ description: 'No account is suspended on these days.' }),
    graceDays: z.int().exactOptional().openapi({
      description: 'How many days after the limit is hit an account is suspended; 1 to 90.',
    }),
    overrunCap: z
      .record(z.string().max(3), z.string().max(60))
      .exactOptional()
      .openapi({
        example: { EUR: '50.00' },
        description:
          'By currency: an account that owes this much beyond its limit is suspended at once, whatever else the ' +
          'policy says.',
      }),
  })
  .openapi('SuspensionPolicy', {
    description: 'Delays suspensions for the limit. `{}`: suspend at the limit.',
  });
