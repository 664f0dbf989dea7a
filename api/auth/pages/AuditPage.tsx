import type { Session } from '../../../src/auth/sessions/session.js';
import type { AuditEvent } from '../../../src/operations/loadAudit.js';
import type { PageContent } from '../../web/page.js';
import { Field, Select } from '../../web/parts/forms.js';
import { Empty, Head, When } from '../../web/parts/parts.js';
import { queryText } from '../../web/queryText.js';
import { formatAction, formatField, formatValue } from '../auditTexts.js';

/** The log's filters, as in the address. */
export interface AuditQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly who?: string | undefined;
  readonly what?: string | undefined;
  readonly cursor?: string | undefined;
}

interface AuditProps {
  readonly session: Session;
  readonly query: AuditQuery;
  readonly actors: readonly { readonly value: string; readonly label: string }[];
  readonly events: readonly AuditEvent[];
  /** The last one shown, if there are more. */
  readonly more: string | undefined;
}

/** Every change: the actor, the user they acted for, the time, the old and the new value. */
export function auditPage({ session, query, actors, events, more }: AuditProps): PageContent {
  const base = `/sites/${session.site.slug}/audit`;
  const body = (
    <>
      <Head title="Audit log" lead="Newest first. Entries in this log cannot be changed or deleted." />
      <Filters base={base} query={query} actors={actors} />
      {events.length === 0 ? (
        <Empty>
          <p>
            No matching entries. <a href={base}>Clear filters</a>
          </p>
        </Empty>
      ) : (
        <EventTable events={events} />
      )}
      {more !== undefined && (
        <p class="more">
          <a href={`${base}?${queryText({ ...query, cursor: more })}`}>Earlier</a>
        </p>
      )}
    </>
  );
  return { title: 'Audit log', body };
}

function Filters({ base, query, actors }: Pick<AuditProps, 'query' | 'actors'> & { readonly base: string }) {
  const search = queryText({ ...query, cursor: undefined });
  return (
    <form method="get" action={base} class="inline">
      <Field name="from" label="From" type="date" value={query.from} />
      <Field name="to" label="To" type="date" value={query.to} />
      <Select name="who" label="By" value={query.who} options={[{ value: '', label: 'anyone' }, ...actors]} />
      <Field name="what" label="Search" value={query.what} maxlength={100} />
      <button type="submit">Search</button>
      <a class="button" href={`${base}/csv${search === '' ? '' : `?${search}`}`}>
        CSV
      </a>
    </form>
  );
}

function EventTable({ events }: { readonly events: readonly AuditEvent[] }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr>
            <td>
              <When at={event.at} />
            </td>
            <td>
              <Who name={event.actorName ?? (event.actor === 'nobody' ? 'A visitor' : event.actor)} />
              {event.actedAs !== null && (
                <span class="sub">impersonating {event.actedAsName ?? event.actedAs}</span>
              )}
            </td>
            <td>
              <strong title={event.action}>{formatAction(event.action)}</strong>
              <span class="sub" title={event.subject}>
                {event.subjectName ?? event.subject.replace('/', ' ')}
              </span>
            </td>
            <td>
              <Change event={event} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A name and, below it, the email address if there is one: "Owner <owner@agency.example>". */
function Who({ name }: { readonly name: string }) {
  const [, called, email] = /^(.+) <([^>]+)>$/.exec(name) ?? [];
  if (called === undefined) return name;
  return (
    <>
      {called}
      <span class="sub">{email}</span>
    </>
  );
}

/** The old and the new value of each field. */
function Change({ event: { before, after } }: { readonly event: AuditEvent }) {
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  if (names.length === 0) return <span class="quiet">–</span>;
  return (
    <>
      {names.map((name) => (
        <span class="sub">
          {formatField(name)}: {name in was && `${shortened(was[name])} → `}
          {name in is ? shortened(is[name]) : 'gone'}
        </span>
      ))}
    </>
  );
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Some fields hold long texts or whole plans. */
const LONGEST = 200;

function shortened(value: unknown): string {
  const text = formatValue(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
