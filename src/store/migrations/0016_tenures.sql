-- Usage belongs to the account that held the site at its time, and an event can be voided.

-- Which account held a site from when to when. A moment that no row covers belongs to nobody.
create table site_tenures (
  id bigint primary key generated always as identity,
  site_id uuid not null references sites,
  account_id uuid not null references accounts,
  -- The tenant of that time: whose (source, id) an event of that time is, also when it is sent again after a move.
  tenant_id uuid not null references sites,
  from_at timestamptz not null,
  to_at timestamptz check (to_at >= from_at)
);
create unique index site_tenures_open on site_tenures (site_id) where to_at is null;
create index site_tenures_by_site on site_tenures (site_id, from_at);
create index site_tenures_by_account on site_tenures (account_id);
insert into site_tenures (site_id, account_id, tenant_id, from_at, to_at)
select s.id, a.id, a.site_id, a.opened_at, greatest(a.closed_at, a.opened_at)
  from sites s join accounts a on a.id = s.account_id;

-- A day on which a site changes hands has a row for each account.
delete from usage_days d using sites s where s.id = d.site_id and s.account_id is null;
alter table usage_days add column account_id uuid references accounts;
update usage_days d set account_id = s.account_id from sites s where s.id = d.site_id;
alter table usage_days
  alter column account_id set not null,
  drop constraint usage_days_pkey,
  add primary key (site_id, day, meter_id, account_id);

-- Where an event was counted, so that its day can be added up again when it is voided.
delete from usage_events u using sites s where s.id = u.site_id and s.account_id is null;
alter table usage_events
  add column account_id uuid,
  add column day date,
  add column voided_at timestamptz,
  add column voided_by text,
  add column void_reason text;
update usage_events u set account_id = a.id, day = (u.occurred_at at time zone a.time_zone)::date
  from sites s join accounts a on a.id = s.account_id where s.id = u.site_id;
alter table usage_events alter column account_id set not null, alter column day set not null;
-- Events come about in the order of their time. Voids and pages are rare: a small index serves them well enough and
-- costs the counting of usage next to nothing.
create index usage_events_by_day on usage_events using brin (day date_minmax_multi_ops) with (autosummarize = on);
create index usage_events_voided on usage_events (account_id, day) where voided_at is not null;

-- Accounts whose usage has changed since the watcher last looked.
drop table fresh_usage;
create table fresh_usage (
  account_id uuid primary key,
  since timestamptz not null default clock_timestamp()
);

-- What each plan's meters had come to as the period was settled, by assignment and meter.
alter table periods add column usage jsonb not null default '{}';
-- Of a usage line, what its meter had come to in all; `quantity` is what this entry added or took away.
alter table entries add column meter_total numeric;
