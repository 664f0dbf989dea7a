-- Events in one list for each tenant, and the endpoints they are sent to.

create table events (
  id uuid primary key default gen_random_uuid(),
  -- The order of insertion, which is not that of the commits.
  place bigint generated always as identity,
  -- No foreign keys: every payment of a tenant would lock its row for them.
  site_id uuid not null,
  account_id uuid not null,
  type text not null,
  at timestamptz not null,
  -- The invoice, entry, suspension or email that it is about.
  subject_id uuid not null,
  -- The reason of a suspension, or the kind of a notice.
  detail text,
  -- The place in the tenant's list. It is given after the commit, so the list has no gaps and nothing comes in between.
  position integer,
  unique (site_id, position)
);
create index events_unnumbered on events (site_id, place) where position is null;

-- Every way of posting, issuing, suspending and sending has its event, in its transaction.
create function add_event(account uuid, site uuid, kind text, happened timestamptz, subject uuid, more text)
returns void language sql as $$
  insert into events (site_id, account_id, type, at, subject_id, detail)
  select coalesce(site, a.site_id), a.id, kind, happened, subject, more from accounts a where a.id = account
$$;

-- Once for all entries of a statement, since payments are posted in groups.
create function add_payment_events() returns trigger language plpgsql as $$
begin
  insert into events (site_id, account_id, type, at, subject_id)
  select a.site_id, a.id, 'payment.received', n.posted_at, n.id
    from posted n join accounts a on a.id = n.account_id
   where n.kind = 'payment'
   order by n.account_id, n.number;
  return null;
end $$;
create trigger entries_payment_event after insert on entries referencing new table as posted
  for each statement execute function add_payment_events();

create function add_invoice_event() returns trigger language plpgsql as $$
begin
  perform add_event(new.account_id, new.site_id,
    case new.kind when 'receipt' then 'receipt.issued' else 'invoice.issued' end, new.issued_at, new.id, null);
  return null;
end $$;
create trigger invoices_event after insert on invoices for each row execute function add_invoice_event();

create function add_suspension_event() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform add_event(new.account_id, null, 'account.suspended', new.since, new.id, new.reason);
  else
    perform add_event(new.account_id, null, 'account.reactivated', new.ended_at, new.id, new.reason);
  end if;
  return null;
end $$;
create trigger suspensions_begun_event after insert on suspensions
  for each row execute function add_suspension_event();
create trigger suspensions_ended_event after update on suspensions
  for each row when (old.ended_at is null and new.ended_at is not null) execute function add_suspension_event();

create function add_notice_event() returns trigger language plpgsql as $$
begin
  perform add_event(new.account_id, null, 'notice.sent', new.sent_at, new.id, new.kind);
  return null;
end $$;
create trigger emails_notice_event after update of sent_at on emails
  for each row when (old.sent_at is null and new.sent_at is not null and new.account_id is not null
    and new.kind in ('week', 'day', 'all-clear')) execute function add_notice_event();

-- What was issued before.
insert into events (site_id, account_id, type, at, subject_id, position)
select site_id, account_id, 'invoice.issued', issued_at, id, row_number() over (partition by site_id order by position)
  from invoices where kind <> 'receipt';

create table webhook_endpoints (
  id uuid primary key,
  site_id uuid not null references sites,
  url text not null,
  -- Null: events of every type.
  types text[],
  -- The sealed secret, and the one before while it is still valid (wall-clock time).
  sealed text not null,
  sealed_before text,
  before_until timestamptz,
  created_at timestamptz not null,
  -- All events up to this place were sent, or are of other types.
  position integer not null,
  -- Attempts of the next event that failed, and wall-clock times: since when, and when it is tried again.
  failures integer not null default 0,
  failing_since timestamptz,
  retry_at timestamptz,
  -- Null: it is on. Why it was turned off, by the owner or after it failed for too long.
  off_since timestamptz,
  off_reason text check (off_reason in ('owner', 'failed', 'gone')),
  check ((off_since is null) = (off_reason is null))
);
create index webhook_endpoints_by_site on webhook_endpoints (site_id, id);

-- The latest answers of each endpoint.
create table webhook_answers (
  id bigint generated always as identity primary key,
  endpoint_id uuid not null references webhook_endpoints on delete cascade,
  -- Null: a test.
  event_id uuid references events,
  type text not null,
  -- Wall-clock time.
  at timestamptz not null,
  -- The HTTP status; null: no answer came, and the reason.
  status integer,
  error text,
  took_ms integer not null
);
create index webhook_answers_by_endpoint on webhook_answers (endpoint_id, id desc);
