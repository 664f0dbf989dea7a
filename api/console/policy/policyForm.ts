import { z } from '@hono/zod-openapi';

const texts = (longest: number) => z.string().max(longest).default('');

/** The fields of a suspension policy in a form. */
export const policyFields = z.strictObject({
  noticeHours: texts(10),
  graceDays: texts(10),
  windows: texts(3_000),
  region: texts(12),
  dates: texts(4_000),
  overrunCap: texts(500),
});
