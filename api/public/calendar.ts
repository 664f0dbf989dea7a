import { Hono } from 'hono';
import { createEvents, type EventAttributes } from 'ics';
import { siteOfCalendarLink } from '../../src/auth/keys/calendarLinks.js';
import { formatAmount } from '../../src/core/values/money.js';
import { addDays, type LocalDate } from '../../src/core/values/zone.js';
import { loadCalendar, type TenantCalendar } from '../../src/forecast/loadCalendar.js';
import type { AppDeps } from '../deps.js';
import { problem } from '../http/problem.js';

type Deps = Pick<AppDeps, 'sql' | 'clock' | 'baseUrl' | 'wakeAccount'>;

/** A calendar program asks again after this. */
const AGAIN_MS = 3_600_000;

/**
 * The calendar of a tenant (iCalendar, RFC 5545) under a secret address: suspension dates, scheduled charges and period
 * ends. An unknown and a revoked address give the same response.
 */
export function createCalendar(deps: Deps): Hono {
  const app = new Hono();
  app.get('/calendar/:file', async (c) => {
    const { sql, clock, baseUrl, wakeAccount } = deps;
    const now = clock.now();
    const token = /^(.*)\.ics$/.exec(c.req.param('file'))?.[1] ?? '';
    const siteId = await siteOfCalendarLink(sql, token, now);
    if (siteId === undefined) return problem('not_found', 'No such calendar.');
    const context = { sql, now, wallNow: Date.now(), actor: 'system/calendar', siteId, wakeAccount };
    const calendar = await loadCalendar(context);
    const text = calendarText(calendar, baseUrl());
    return c.body(text, 200, {
      'cache-control': `private, max-age=${AGAIN_MS / 1_000}`,
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': `inline; filename="${calendar.slug}.ics"`,
      'x-robots-tag': 'noindex',
    });
  });
  return app;
}

/** The calendar as text; the same events have the same UIDs each time. */
export function calendarText(
  { name, slug, suspensions, charges, periodEnds }: TenantCalendar,
  baseUrl: string,
): string {
  const base = `${baseUrl}/sites/${slug}/console/`;
  const { hostname } = new URL(base);
  const account = (id: string): string => `${base}accounts/${id}`;
  const events: EventAttributes[] = [
    ...suspensions.map(({ accountId, name: client, at }): EventAttributes => ({
      uid: `suspension-${accountId}@${hostname}`,
      title: `Suspension: ${client}`,
      description: `The credit of ${client} is expected to run out then.`,
      start: at,
      startInputType: 'utc',
      startOutputType: 'utc',
      duration: { minutes: 30 },
      url: account(accountId),
    })),
    ...charges.map(
      ({ id, accountId, accountName, dueOn, amount, currency, description }): EventAttributes => ({
        uid: `charge-${id}@${hostname}`,
        title: `Charge: ${accountName}, ${formatAmount(amount, currency)} ${currency}`,
        description,
        ...allDay(dueOn),
        url: account(accountId),
      }),
    ),
    ...periodEnds.map(({ date, names }): EventAttributes => ({
      uid: `periods-${date}@${hostname}`,
      title: names.length === 1 ? `Period ends: ${names[0] ?? ''}` : `Periods end: ${names.length} clients`,
      description: names.join('\n'),
      ...allDay(date),
      url: base,
    })),
  ];
  const shared = { busyStatus: 'FREE', transp: 'TRANSPARENT', calName: name, productId: 'sitetab' } as const;
  const { error, value } = createEvents(
    events.map((event) => ({ ...event, ...shared })),
    { productId: 'sitetab', calName: escaped(name) },
  );
  if (value === null) throw error ?? new Error('a calendar could not be written');
  return foldedAtOctets(value);
}

/** The library escapes all texts but the calendar's name. */
function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, String.raw`\$&`);
}

const OCTETS_MAX = 75;

/** The library folds lines at 75 characters; RFC 5545 (3.1) has them end at 75 octets, and no character cut in two. */
function foldedAtOctets(text: string): string {
  return text.replaceAll('\r\n\t', '').split('\r\n').map(folded).join('\r\n');
}

function folded(line: string): string {
  if (Buffer.byteLength(line) <= OCTETS_MAX) return line;
  let text = '';
  let octets = 0;
  for (const character of line) {
    const more = Buffer.byteLength(character);
    if (octets + more > OCTETS_MAX) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += more;
  }
  return text;
}

function allDay(date: LocalDate): Pick<EventAttributes, 'start'> & { end: [number, number, number] } {
  const parts = (day: LocalDate): [number, number, number] => {
    const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number);
    return [year, month, dayOfMonth];
  };
  return { start: parts(date), end: parts(addDays(date, 1)) };
}
