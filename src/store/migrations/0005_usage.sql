-- Meters, the events they count, and the learned times of their arrival. Usage belongs to the account that held the
-- site at its time. An event can be voided.

create table meters (
  id integer primary key generated always as identity,
  -- Null: a built-in meter, known to every site.
  site_id uuid references sites,
  name text not null,
  title text not null,
  aggregation text not null check (aggregation in ('sum', 'max', 'last', 'average')),
  chargeable boolean not null default true,
  unit text not null default '',
  unique nulls not distinct (site_id, name)
);
insert into meters (name, title, aggregation, unit) values
  ('requests', 'Requests', 'sum', ''),
  ('bandwidth', 'Bandwidth', 'sum', 'bytes'),
  ('storage', 'Storage', 'average', 'bytes');

-- Who reported usage, as events name it.
create table usage_sources (
  id bigint primary key generated always as identity,
  -- The tenant of the account that held the site at the time of the events.
  tenant_id uuid not null,
  source text collate "C" not null,
  unique (tenant_id, source)
);

-- The source and id of every event ever counted, which is counted once whatever its time. Ids that follow each other are
-- next to each other in the index; of digests, each batch would write to a thousand places of it.
create table usage_keys (
  source_id bigint not null,
  occurred_at timestamptz not null,
  -- A digest of site, meter and quantity, to compare with an event that is sent again. Null: voided.
  content integer,
  event_id text collate "C" not null,
  -- No table of usage references another: checking a reference costs as much as counting an event.
  primary key (source_id, event_id)
);

-- By month of the local day, so that old months can be archived and dropped without deleting rows. The scheduler adds the
-- months ahead; usage_events_rest takes the events of a month that is missing, until it is added.
create table usage_events (
  source_id bigint not null,
  occurred_at timestamptz not null,
  site_id uuid not null,
  -- Where an event was counted, so that its day can be added up again when it is voided.
  account_id uuid not null,
  day date not null,
  meter_id integer not null,
  event_id text collate "C" not null,
  quantity numeric not null,
  voided_at timestamptz,
  voided_by text,
  void_reason text
) partition by range (day);
create table usage_events_rest partition of usage_events default;
-- Events arrive roughly in the order of their time, so a small index is enough for voids and pages, which are rare, and
-- costs almost nothing when usage is counted. usage_keys has the time of an event.
create index usage_events_by_time on usage_events using brin
  (day date_minmax_multi_ops, occurred_at timestamptz_minmax_multi_ops) with (autosummarize = on);
create index usage_events_voided on usage_events (account_id, day) where voided_at is not null;

-- Adds the missing months of [first_day, last_day] to the events, and those of events in the rest, which move there.
-- Returns how many. A table is attached and not created in place, so that only the rest is locked meanwhile.
create function add_usage_months(first_day date, last_day date) returns integer language plpgsql as $$
declare
  months date[];
  month date;
  name text;
  added integer := 0;
begin
  -- Other schedulers wait here, before they lock anything else.
  perform pg_advisory_xact_lock(hashtextextended('add_usage_months', 0));
  months := array(select generate_series(date_trunc('month', first_day), last_day, interval '1 month')::date as start
                   union select date_trunc('month', day)::date from usage_events_rest order by start);
  foreach month in array months loop
    name := 'usage_events_' || to_char(month, 'YYYY_MM');
    continue when to_regclass(name) is not null;
    lock table usage_events_rest in access exclusive mode;
    execute format('create table %I (like usage_events including defaults)', name);
    execute format('with moved as (delete from usage_events_rest where day >= %L and day < %L returning *)
                    insert into %I select * from moved', month, month + interval '1 month', name);
    execute format('alter table usage_events attach partition %I for values from (%L) to (%L)',
                   name, month, (month + interval '1 month')::date);
    added := added + 1;
  end loop;
  return added;
end $$;
select add_usage_months((now() - interval '2 months')::date, (now() + interval '2 months')::date);

-- Locks settlement and moves of the accounts out until the end of the transaction, while others count usage, and returns
-- the tenures. A function, since it must see them as they are when it has waited, not when its caller's statement began.
create function hold_tenures(tenure_ids bigint[]) returns setof site_tenures rows 10 language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(account_id::text, 0))
     from (select distinct account_id from site_tenures where id = any(tenure_ids) order by account_id) as held;
  return query select * from site_tenures where id = any(tenure_ids);
end $$;

create table usage_days (
  site_id uuid not null,
  meter_id integer not null,
  day date not null,
  -- A day on which a site moves to another account has a row for each account.
  account_id uuid not null references accounts,
  total numeric not null,
  peak numeric not null,
  latest numeric not null,
  latest_at timestamptz not null,
  events bigint not null,
  primary key (site_id, day, meter_id, account_id)
-- Each batch of a day updates the same rows.
) with (fillfactor = 70);

-- Accounts whose usage has changed since the watcher's last run.
create table fresh_usage (
  account_id uuid primary key,
  -- When the account was added, by the database's clock.
  since timestamptz not null default clock_timestamp()
);

-- When usage arrives, by site and meter, learned with the rules of billing/traffic/rhythm.ts.
create table usage_rhythms (
  site_id uuid not null,
  meter_id integer not null references meters,
  -- The quantity that arrived in each hour since the start of its local day, first hour first. Halved every 14 days.
  hours double precision[] not null,
  -- The total quantity that arrived, with or without an effect on an hour. Halved likewise.
  weight double precision not null,
  last_at timestamptz not null,
  -- The latest day with a report.
  watermark date not null,
  -- The starts of the latest eight sessions, newest first. A session is a run of reports with pauses of at most 30
  -- hours.
  sessions timestamptz[] not null,
  -- The quantity by hour of a meter's first batch, as input for the rule that merges batches. Never read.
  arriving double precision[] not null,
  primary key (site_id, meter_id)
) with (fillfactor = 50);

-- Meters that reported regularly and then stopped.
create table silent_meters (
  id uuid primary key,
  site_id uuid not null references sites,
  meter_id integer not null references meters,
  -- The last day with a report.
  last_day date not null,
  noticed_at timestamptz not null,
  -- When the owner was notified; one email covers all meters that stopped together.
  notified_at timestamptz,
  ended_at timestamptz
);
create unique index silent_meters_open on silent_meters (site_id, meter_id) where ended_at is null;
create index silent_meters_unnotified on silent_meters (site_id) where ended_at is null and notified_at is null;
