import { z } from '@hono/zod-openapi';
import { loadAccount } from '../../../src/accounts/loadAccount.js';
import type { SiteContext } from '../../../src/core/context.js';
import { loadActorNames } from '../../../src/core/loadActorNames.js';
import { isRefusal, type Refusal, refuse } from '../../../src/core/values/refusal.js';
import type { CountedEvent } from '../../../src/store/usage/voidUsage.js';
import { previewVoid } from '../../../src/usage/previewVoid.js';
import { loadEvents, loadDayEvents } from '../../../src/usage/loadEvents.js';
import { loadMeters } from '../../../src/usage/recordUsage.js';
import { type VoidRequest, voidUsage } from '../../../src/usage/voidUsage.js';
import { localDate, text } from '../../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../../web/page.js';
import { idOf } from '../accounts/account.js';
import { optional } from '../accounts/fields.js';
import { plural } from '../accounts/list/format.js';
import { accountPath } from '../accounts/pages/accountPath.js';
import { type EventsQuery, usageEventsPage } from './pages/UsageEventsPage.js';
import { voidPage } from './pages/VoidPage.js';

const BASE = '/sites/{slug}/console/accounts/{id}/usage';
const EVENTS_SHOWN = 100;

const label = z.string().max(255);
const query = z.strictObject({
  site: optional(label),
  meter: optional(label),
  day: optional(localDate),
  source: optional(label),
  id: optional(label),
  page: z.coerce.number().int().min(1).max(100_000).optional(),
});

const form = z.strictObject({
  events: z.array(z.string().max(4_000)).max(EVENTS_SHOWN).default([]),
  reason: optional(text(500)),
  confirmed: optional(z.literal('yes')),
});

export const usageEventPages = [
  definePage({
    method: 'get',
    path: `${BASE}/events`,
    access: 'usage.read',
    impersonation: 'open',
    query,
    handle: async (call) => {
      const { context, query: filter } = call;
      const account = await loadAccount(context, idOf(call));
      if (isRefusal(account)) return account;
      const found = await eventsOf(context, account.id, filter);
      if (isRefusal(found)) return found;
      const events = found.slice(0, EVENTS_SHOWN);
      const [meters, names] = await Promise.all([loadMeters(context), namesOf(context, events)]);
      const hasMore = found.length > EVENTS_SHOWN;
      return usageEventsPage({ call, account, filter, events, hasMore, meters, names });
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/void`,
    access: 'usage.write',
    impersonation: 'open',
    form,
    lists: ['events'],
    handle: async (call) => {
      const { context, form: sent } = call;
      if (sent.confirmed === undefined) return showVoid(call, sent.events, UNTOUCHED);
      if (sent.reason === undefined) return refuse('invalid', 'is required', 'reason');
      const account = await loadAccount(context, idOf(call));
      if (isRefusal(account)) return account;
      const requests = requestsOf(sent);
      if (isRefusal(requests)) return requests;
      const { voided, alreadyVoided, rejected } = await voidUsage(context, requests, account.id);
      const already = alreadyVoided === 0 ? '' : ` ${alreadyVoided} already voided.`;
      const left = rejected.length === 0 ? '' : ` Not voided: ${rejected.length}.`;
      return redirectTo(
        `${accountPath(call, account)}/usage`,
        `${plural(voided, 'event', 'events')} voided. Usage and charges are corrected.${already}${left}`,
      );
    },
    onError: (call, state) => showVoid(call, eventsIn(state), state),
  }),
];

function eventsOf(
  context: SiteContext,
  accountId: string,
  { site, meter, day, source, id, page = 1 }: EventsQuery,
): Promise<readonly CountedEvent[] | Refusal> | readonly CountedEvent[] {
  if (site !== undefined && meter !== undefined && day !== undefined) {
    const part = { offset: (page - 1) * EVENTS_SHOWN, limit: EVENTS_SHOWN + 1 };
    return loadDayEvents(context, accountId, { site, meter, day }, part);
  }
  return source === undefined || id === undefined ? [] : loadEvents(context, accountId, { source, id });
}

/** Names of the actors who voided events. */
function namesOf(
  context: SiteContext,
  events: readonly CountedEvent[],
): Promise<ReadonlyMap<string, string>> {
  return loadActorNames(
    context,
    events.map(({ voidedBy }) => voidedBy),
  );
}

/** The confirmation before events are voided: what changes, and the reason. */
async function showVoid(
  call: PageCall,
  events: readonly string[],
  state: FormState,
): Promise<PageContent | Refusal> {
  const account = await loadAccount(call.context, idOf(call));
  if (isRefusal(account)) return account;
  const requests = requestsOf({ events });
  if (isRefusal(requests)) return requests;
  const preview = await previewVoid(call.context, account.id, requests);
  if (preview.events.length === 0) return refuse('conflict', nothingToVoid(preview.rejected));
  return voidPage({ call, account, preview, meters: await loadMeters(call.context), state });
}

function nothingToVoid(rejected: readonly { readonly reason: string }[]): string {
  const [first] = rejected;
  return first === undefined
    ? 'These events are voided already.'
    : `None of these events can be voided: ${first.reason}.`;
}

function eventsIn({ values }: FormState): readonly string[] {
  const sent = values['events'];
  return typeof sent === 'string' ? [sent] : (sent ?? []);
}

const EVENT = z.tuple([label.min(1), label.min(1)]);

function requestsOf({
  events,
  reason,
}: {
  readonly events: readonly string[];
  readonly reason?: string | undefined;
}): VoidRequest[] | Refusal {
  if (events.length === 0) return refuse('invalid', 'Tick the events to void first.');
  const requests: VoidRequest[] = [];
  for (const written of events) {
    const event = readEvent(written);
    if (event === undefined)
      return refuse('invalid', 'must be unchanged from the page that made them', 'events');
    requests.push({ source: event[0], id: event[1], ...(reason === undefined ? {} : { reason }) });
  }
  return requests;
}

function readEvent(written: string): [string, string] | undefined {
  try {
    return EVENT.safeParse(JSON.parse(written)).data;
  } catch {
    return undefined;
  }
}
