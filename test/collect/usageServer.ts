import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import { REPEATED } from '../../src/core/values/usageReasons.js';

/** What POST /v1/usage guarantees (docs/concepts.md, Usage), in memory. */
export interface UsageServer {
  readonly url: string;
  /** Requests and bytes counted so far, per site and UTC day: `shop 2015-05-17` to `[requests, bytes]`. */
  days(): Record<string, [number, number]>;
  /** Requests and bytes counted so far for a site. */
  total(site: string): [number, number];
  /** Events of a quantity above 0 counted so far. */
  eventCount(): number;
  /** Forgets everything, like a database set up anew. */
  reset(): void;
  readonly sites: Set<string>;
  /** Answers this status instead of counting. */
  status: number | undefined;
  /** Counts, but drops so many answers on the way. */
  answersToLose: number;
  /** Breaks the collector off at its so many-th post from now, after the events were counted or before. */
  breakAt: { posts: number; counted: boolean } | undefined;
  posts: number;
  now: number;
  close(): Promise<void>;
}

interface Event {
  id: string;
  source: string;
  site: string;
  meter: string;
  quantity: string;
  time: string;
}

export const API_KEY = 'key-of-the-test';
const DAY_MS = 86_400_000;

export async function startUsageServer(settings: { port?: number; now?: number } = {}): Promise<UsageServer> {
  const counted = new Map<string, Event>();
  const app = new Hono();
  const state: UsageServer = {
    url: '',
    days: () => sumDays(counted.values()),
    total: (site) => sumSite(counted.values(), site),
    eventCount: () => [...counted.values()].filter((event) => event.quantity !== '0').length,
    reset: () => counted.clear(),
    sites: new Set(['shop', 'blog']),
    status: undefined,
    answersToLose: 0,
    breakAt: undefined,
    posts: 0,
    now: settings.now ?? Date.now(),
    close: () => Promise.resolve(),
  };

  app.post('/v1/usage', async (context) => {
    state.posts += 1;
    if (context.req.header('authorization') !== `Bearer ${API_KEY}`)
      return context.json({ title: 'no' }, 401);
    if (state.status !== undefined) return context.body('down', state.status as 503);
    const isBroken = state.breakAt !== undefined && (state.breakAt.posts -= 1) < 0;
    if (isBroken && state.breakAt?.counted === false) return context.json({ title: 'broken off' }, 400);
    const { events } = await context.req.json<{ events: Event[] }>();
    if (events.length > 10_000) return context.json({ title: 'too many' }, 400);
    const answer = {
      accepted: 0,
      duplicates: 0,
      rejected: [] as { index: number; id: string; reason: string }[],
    };
    events.forEach((event, index) => {
      const verdict = judge(event, state, counted);
      if (verdict === 'accepted') answer.accepted += 1;
      else if (verdict === 'duplicate') answer.duplicates += 1;
      else answer.rejected.push({ index, id: event.id, reason: verdict });
    });
    if (state.answersToLose > 0) {
      state.answersToLose -= 1;
      return context.body('lost', 502);
    }
    return isBroken ? context.json({ title: 'broken off' }, 400) : context.json(answer);
  });

  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, port: settings.port ?? 0, hostname: '127.0.0.1' }, () =>
      resolve(started),
    );
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  });
}

function judge(event: Event, state: UsageServer, counted: Map<string, Event>): string {
  const key = `${event.source}\n${event.id}`;
  const at = Date.parse(event.time);
  if (!state.sites.has(event.site)) return 'unknown site';
  if (event.meter !== 'requests' && event.meter !== 'bandwidth') return 'unknown meter';
  if (!/^\d+$/.test(event.quantity)) return 'bad quantity';
  if (!(at <= state.now + 5 * 60_000)) return 'more than 5 minutes ahead';
  if (at < state.now - 60 * DAY_MS) return 'older than 60 days';
  const known = counted.get(key);
  if (known === undefined) {
    counted.set(key, event);
    return 'accepted';
  }
  return JSON.stringify(known) === JSON.stringify(event) ? 'duplicate' : REPEATED.other;
}

function sumDays(events: Iterable<Event>): Record<string, [number, number]> {
  const days: Record<string, [number, number]> = {};
  for (const event of events) {
    if (event.quantity === '0' && event.meter === 'requests') continue;
    const day = (days[`${event.site} ${event.time.slice(0, 10)}`] ??= [0, 0]);
    day[event.meter === 'requests' ? 0 : 1] += Number(event.quantity);
  }
  return days;
}

function sumSite(events: Iterable<Event>, site: string): [number, number] {
  const total: [number, number] = [0, 0];
  for (const [key, [requests, size]] of Object.entries(sumDays(events))) {
    if (!key.startsWith(`${site} `)) continue;
    total[0] += requests;
    total[1] += size;
  }
  return total;
}
