import { z } from '@hono/zod-openapi';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import { addDays, daysBetween } from '../../../src/core/values/zone.js';
import { loadPeriods } from '../../../src/ledger/loadHistory.js';
import type { UsageTotal } from '../../../src/store/usage/usage.js';
import type { UsageEvent } from '../../../src/usage/readBatch.js';
import { loadUsage, recordUsage } from '../../../src/usage/recordUsage.js';
import { voidUsage } from '../../../src/usage/voidUsage.js';
import { malformedFields, problem } from '../../http/problem.js';
import { mediaTypeOf, parseJson } from '../../http/request/readBody.js';
import { notJson } from '../framework/jsonDoor.js';
import { dateText } from '../framework/responses.js';
import { fromCloudEvent, isObject, plainEvent } from '../framework/cloudEvents.js';
import { localDate, text } from '../framework/fields.js';
import { CURSORS, limitUpTo, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { type Call, defineRoute } from '../framework/route.js';

const EVENTS_MAX = 10_000;

const eventShape = z.strictObject({
  id: z.string(),
  source: z.string(),
  site: z.string(),
  meter: z.string(),
  quantity: z.union([z.string(), z.number()]),
  time: z.iso.datetime({ offset: true }),
});

const cloudEventShape = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  time: z.iso.datetime({ offset: true }),
  subject: z.string().optional(),
  data: z.object({
    site: z.string().optional(),
    meter: z.string(),
    quantity: z.union([z.string(), z.number()]),
  }),
});

const JSON_BATCH = 'application/json';
const CLOUD_EVENT = 'application/cloudevents+json';
const CLOUD_EVENTS = 'application/cloudevents-batch+json';

const readingShape = z.object({
  site: z.string(),
  meter: z.string(),
  day: dateText,
  total: z.string(),
  peak: z.string(),
  latest: z.string(),
  events: z.int(),
});

/** More days than the longest period has. */
const DAYS_MAX = 400;
const READINGS_MAX = 10_000;

export const usageRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/usage',
    permission: 'usage.write',
    summary: 'Report usage events',
    description:
      'Up to 10,000 events. Each (source, id) is counted once. The response lists the events that were not ' +
      'counted, with the reason.',
    ownBodies: {
      [JSON_BATCH]: z.strictObject({ events: z.array(eventShape).max(EVENTS_MAX) }),
      [CLOUD_EVENTS]: z.array(cloudEventShape).max(EVENTS_MAX),
      [CLOUD_EVENT]: cloudEventShape,
    },
    response: z.object({
      accepted: z.int(),
      duplicates: z.int(),
      rejected: z.array(z.object({ index: z.int(), id: z.string().nullable(), reason: z.string() })),
    }),
    handle: async (call) => {
      const events = readEvents(call);
      return events instanceof Response ? events : recordUsage(call.context, events);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/usage/void',
    permission: 'usage.write',
    summary: 'Void usage events by source and id',
    description:
      'Up to 10,000 events, at most 60 days old. Daily usage is recalculated and settled periods are rated ' +
      'again; the difference is posted as a separate entry. Voiding an event twice changes nothing. A ' +
      'voided id cannot be reused: send the corrected event with a new id.',
    body: z.strictObject({
      events: z
        .array(
          z.strictObject({
            id: text(255),
            source: text(255),
            reason: text(500).optional(),
          }),
        )
        .max(EVENTS_MAX),
    }),
    response: z.object({
      voided: z.int(),
      alreadyVoided: z.int(),
      rejected: z.array(z.object({ index: z.int(), id: z.string(), reason: z.string() })),
    }),
    handle: ({ context, body }) => voidUsage(context, body.events),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{id}/usage',
    permission: 'usage.read',
    summary: 'List daily usage per site and meter',
    query: pageQuery(CURSORS.reading, limitUpTo(READINGS_MAX, READINGS_MAX)).extend({
      from: localDate.optional(),
      to: localDate.optional().openapi({ description: 'End of the interval, exclusive.' }),
    }),
    response: pageResponse(readingShape),
    handle: async (call) => {
      const days = await daysOf(call);
      if (isRefusal(days)) return days;
      const readings = await loadUsage(call.context, call.id, days);
      if (isRefusal(readings)) return readings;
      const { cursor, limit } = call.query;
      const shown = readings.findIndex((reading) => placeOf(reading) === cursor) + 1;
      const page = pageOf(readings.slice(shown), limit, placeOf);
      return { ...page, data: page.data.map(({ siteSlug, ...reading }) => ({ site: siteSlug, ...reading })) };
    },
  }),
];

/**
 * Validates the outer structure only: each event is checked on its own, and a schema per event would be too slow for
 * thousands of events in a request.
 */
function readEvents({ http, bytes }: Call): readonly UsageEvent[] | Response {
  const type = mediaTypeOf(http);
  if (type !== JSON_BATCH && type !== CLOUD_EVENTS && type !== CLOUD_EVENT) return notJson();
  const body = parseJson(new TextDecoder().decode(bytes));
  if (body instanceof Response) return body;
  if (type === CLOUD_EVENT) return [fromCloudEvent(body)];
  if (type === CLOUD_EVENTS) return listOf(body, 'body', fromCloudEvent);
  if (!isObject(body)) return malformed('body', 'must be an object with a list of events');
  const stranger = Object.keys(body).find((field) => field !== 'events');
  if (stranger !== undefined) return malformed(stranger, 'is not a known field');
  return listOf(body['events'], 'events', plainEvent);
}

function listOf(list: unknown, field: string, read: (value: unknown) => UsageEvent): UsageEvent[] | Response {
  if (!Array.isArray(list)) return malformed(field, 'must be a list');
  if (list.length <= EVENTS_MAX) return list.map(read);
  const reason = `has ${list.length} events; the maximum is ${EVENTS_MAX} per request`;
  return problem('too_large', `${field}: ${reason}`, { errors: [{ field, reason }] });
}

function malformed(field: string, reason: string): Response {
  return malformedFields([{ field, reason }]);
}

/** The requested days; by default those of the open period. */
async function daysOf(
  call: Call<{ from?: string | undefined; to?: string | undefined }>,
): Promise<{ from: string; to: string } | Refusal> {
  const periods = await loadPeriods(call.context, call.id, 1);
  if (isRefusal(periods)) return periods;
  const [open] = periods;
  const { from = open?.startDate ?? call.query.to, to = open?.endDate } = call.query;
  if (from === undefined) return refuse('invalid', 'is required', 'from');
  const days = { from, to: to ?? addDays(from, 1) };
  const count = daysBetween(days.from, days.to);
  if (count < 0) return refuse('invalid', 'is before `from`', 'to');
  return count > DAYS_MAX ? refuse('invalid', `is more than ${DAYS_MAX} days after \`from\``, 'to') : days;
}

function placeOf({ day, siteSlug, meter }: UsageTotal): string {
  return `${day} ${siteSlug} ${meter}`;
}
