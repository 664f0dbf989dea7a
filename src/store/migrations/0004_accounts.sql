-- Accounts, the plans they are on, and the sites they hold.

create function joined_addresses(first text, more text[]) returns text language sql immutable as
  $$ select array_to_string(array_prepend(first, more), ' ') $$;

create table accounts (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  -- An account's emails go to several addresses, of which this is the first.
  email text not null,
  more_emails text[] not null default '{}',
  all_emails text generated always as (joined_addresses(email, more_emails)) stored,
  language text not null default 'en',
  currency text not null,
  time_zone text not null,
  billing_day integer not null check (billing_day between 1 and 31),
  interval_months integer not null default 1 check (interval_months in (1, 3, 12)),
  credit_limit numeric not null,
  tax_name text,
  tax_percent text,
  statements_wanted boolean not null default true,
  reference text not null unique,
  opened_at timestamptz not null,
  close_requested_at timestamptz,
  closed_at timestamptz,
  -- The account itself.
  balance numeric not null default 0,
  disputed numeric not null default 0,
  last_number bigint not null default 0,
  -- Where settlement stands: the open period starts here.
  open_from timestamptz not null,
  open_from_date date not null,
  receipted_number bigint not null default 0,
  -- Every change bumps the revision; an assessment records the one it saw. Where they differ, an assessment is due.
  revision bigint not null default 1,
  assessed_revision bigint not null default 0,
  assessed_at timestamptz,
  next_wake_at timestamptz,
  next_wake_for text,
  below_since timestamptz,
  state text not null default 'active' check (state in ('active', 'suspended', 'closed')),
  -- What the last assessment saw, for lists; the account's own page computes it anew.
  limit_date timestamptz,
  -- The same if nothing more is used.
  idle_limit timestamptz,
  accrued numeric not null default 0,
  pace_per_day numeric not null default 0,
  forecast text not null default 'full' check (forecast in ('full', 'plain', 'none')),
  -- What is wrong with its records, its rating or its forecast.
  fault text
-- A posting changes no column that an index knows, the revision included, and finds room beside the row: so it touches
-- no index of this table.
) with (fillfactor = 70);
create index accounts_by_site on accounts (site_id, id);
create index accounts_by_wake on accounts (next_wake_at) where closed_at is null;
create index accounts_suspended on accounts (id) where state = 'suspended';
create index accounts_by_fault on accounts (id) where fault is not null;
-- The list by urgency, a page at a time. A posting changes none of these columns and stays beside its row; the assessment
-- that follows writes the next wake, which is indexed already, so that it was never one of those that do.
create index accounts_by_urgency on accounts (
  site_id,
  (case state when 'suspended' then 0 when 'active' then 1 else 2 end),
  (coalesce(limit_date, 'infinity'::timestamptz)),
  id
);
create index accounts_by_part on accounts using gin (name gin_trgm_ops, reference gin_trgm_ops);
create index accounts_by_emails on accounts using gin (all_emails gin_trgm_ops);
-- Whose a payment may be: words of the client's name.
create index accounts_by_word on accounts using gin (string_to_array(lower(name), ' '));
alter table sites
  add foreign key (account_id) references accounts,
  add foreign key (carrier_id) references accounts;

create table assignments (
  id uuid primary key,
  account_id uuid not null references accounts,
  plan_id uuid not null references plans,
  version_id uuid not null references plan_versions,
  from_date date not null,
  to_date date check (to_date >= from_date),
  startup boolean not null,
  created_at timestamptz not null,
  actor text not null
);
create index assignments_by_account on assignments (account_id);
create index assignments_by_plan on assignments (plan_id);

-- Which account held a site from when to when. A moment without a row belongs to no account.
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
