import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { CountedEvent } from '../../../../src/store/usage/voidUsage.js';
import type { PageCall, PageContent } from '../../../web/page.js';
import { Field } from '../../../web/parts/forms.js';
import { Empty, Head, Pill } from '../../../web/parts/parts.js';
import { formatDate, Day } from '../../accounts/list/format.js';
import { accountPath } from '../../accounts/pages/accountPath.js';
import type { ShownMeter } from '../../accounts/pages/accountProps.js';
import { exactQuantity, meterNamed } from '../quantities.js';

/** The filter: a day of a site and meter, or one event by its source and id. */
export interface EventsQuery {
  readonly site?: string | undefined;
  readonly meter?: string | undefined;
  readonly day?: string | undefined;
  readonly source?: string | undefined;
  readonly id?: string | undefined;
  readonly page?: number | undefined;
}

interface EventsProps {
  readonly call: PageCall;
  readonly account: AccountDetails;
  readonly filter: EventsQuery;
  readonly events: readonly CountedEvent[];
  readonly hasMore: boolean;
  readonly meters: readonly ShownMeter[];
  /** Names of the actors who voided events. */
  readonly names: ReadonlyMap<string, string>;
}

/** Single usage events, to void wrong ones. */
export function usageEventsPage(props: EventsProps): PageContent {
  const { call, account, filter, events, meters } = props;
  const path = `${accountPath(call, account)}/usage`;
  const meter = meters.find(({ name }) => name === filter.meter)?.title ?? filter.meter;
  const title =
    filter.day === undefined
      ? 'Usage events'
      : `${meter ?? ''} of ${filter.site ?? ''}, ${formatDate(filter.day)}`;
  const body = (
    <>
      <Head
        title={title}
        lead={`Events as reported, at times in ${account.timeZone}. A voided event is not counted. Its id cannot be used again.`}
        up={{ href: path, label: `Usage of ${account.name}` }}
      />
      {events.length === 0 ? (
        <Empty>
          <p>{emptyText(filter)}</p>
        </Empty>
      ) : (
        <EventList {...props} path={path} />
      )}
      <Pages {...props} path={path} />
      <FindEvent path={path} filter={filter} />
    </>
  );
  return { title: 'Usage events', body };
}

function emptyText({ day, source, id }: EventsQuery): string {
  if (day !== undefined) return 'No events for this site, meter and day.';
  return source === undefined || id === undefined
    ? 'Enter the source and the id of an event, or choose a day on the usage page.'
    : 'This account has no event with this source and id.';
}

/** Finds one event by the source and id it was reported with. */
export function FindEvent({ path, filter = {} }: { readonly path: string; readonly filter?: EventsQuery }) {
  return (
    <section>
      <h2>Find event</h2>
      <form method="get" action={`${path}/events`} class="inline">
        <Field name="source" label="Source" value={filter.source} maxlength={255} required />
        <Field name="id" label="Event id" value={filter.id} maxlength={255} required />
        <button type="submit">Find</button>
      </form>
    </section>
  );
}

type WithPath = EventsProps & { readonly path: string };

function EventList(props: WithPath) {
  const { call, events, path } = props;
  const mayVoid =
    call.session.permissions.has('usage.write') && events.some(({ voidedAt }) => voidedAt === null);
  if (!mayVoid) return <EventTable {...props} ticks={false} />;
  return (
    <form method="post" action={`${path}/void`}>
      <EventTable {...props} ticks={true} />
      <div class="actions">
        <button type="submit" class="danger">
          Void the ticked events
        </button>
      </div>
    </form>
  );
}

function EventTable({ events, account, meters, names, ticks }: WithPath & { readonly ticks: boolean }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          {ticks && <th scope="col">Void</th>}
          <th scope="col">Time</th>
          <th scope="col">Source and id</th>
          <th scope="col">Site</th>
          <th scope="col" class="amount">
            Quantity
          </th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr>
            {ticks && (
              <td data-label="Void">
                {event.voidedAt === null && (
                  <input
                    type="checkbox"
                    name="events"
                    value={eventValue(event)}
                    aria-label={`Void ${event.eventId}`}
                  />
                )}
              </td>
            )}
            <td>
              <Day at={event.occurredAt} timeZone={account.timeZone} withTime />
            </td>
            <td data-label="Source and id" class="code">
              {event.source} {event.eventId}
            </td>
            <td data-label="Site">{event.siteSlug}</td>
            <td class="amount" data-label="Quantity">
              {exactQuantity(event.quantity, meterNamed(meters, event.meter))}
            </td>
            <td data-label="State">
              {event.voidedAt === null ? 'counted' : <Voided event={event} account={account} names={names} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface VoidedProps {
  readonly event: CountedEvent;
  readonly account: Pick<AccountDetails, 'timeZone'>;
  readonly names: ReadonlyMap<string, string>;
}

/** When, why and by which actor an event was voided. */
export function Voided({ event: { voidedAt, voidedBy, voidReason }, account, names }: VoidedProps) {
  if (voidedAt === null) return null;
  return (
    <>
      <Pill tone="held">voided</Pill> <Day at={voidedAt} timeZone={account.timeZone} withTime /> by{' '}
      {names.get(voidedBy ?? '') ?? voidedBy}
      {voidReason === null || voidReason === '' ? '' : `: ${voidReason}`}
    </>
  );
}

/** The value of an event's checkbox. */
export function eventValue({ source, eventId }: Pick<CountedEvent, 'source' | 'eventId'>): string {
  return JSON.stringify([source, eventId]);
}

function Pages({ filter, hasMore, path }: WithPath) {
  const { page = 1, ...place } = filter;
  if (page === 1 && !hasMore) return null;
  const to = (number: number): string => {
    const given = Object.entries({ ...place, page: String(number) }).filter(
      (field): field is [string, string] => field[1] !== undefined,
    );
    return `${path}/events?${new URLSearchParams(given).toString()}`;
  };
  return (
    <p class="more">
      {page > 1 && <a href={to(page - 1)}>Earlier</a>} {hasMore && <a href={to(page + 1)}>Later</a>}
    </p>
  );
}
