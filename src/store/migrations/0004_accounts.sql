-- Accounts, the plans they are on, and the sites they hold.

create function joined_addresses(first text, more text[]) returns text language sql immutable as
  $$ select array_to_string(array_prepend(first, more), ' ') $$;

create table accounts (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  -- The first of the addresses that an account's emails go to.
  email text not null,
  more_emails text[] not null default '{}',
  all_emails text generated always as (joined_addresses(email, more_emails)) stored,
  language text not null default 'en',
  currency text not null,
  time_zone text not null,
  billing_day integer not null check (billing_day between 1 and 31),
  interval_months integer not null default 1 check (interval_months in (1, 3, 12)),
  credit_limit numeric not null,
  -- The tax set by hand; null: decided from the particulars, if the tenant wants that.
  tax_name text,
  tax_percent text,
  tax_category text check (tax_category in ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
  tax_reason_code text,
  tax_country text,
  -- What an invoice must say about the client: legal name, address, VAT id, and so on.
  particulars jsonb not null default '{}',
  statements_wanted boolean not null default true,
  reference text not null unique,
  opened_at timestamptz not null,
  close_requested_at timestamptz,
  closed_at timestamptz,
  -- How suspensions for the limit are delayed; null: as the tenant's settings say.
  suspension_policy jsonb,
  -- The account itself.
  balance numeric not null default 0,
  disputed numeric not null default 0,
  last_number bigint not null default 0,
  -- The start of the open period.
  open_from timestamptz not null,
  open_from_date date not null,
  receipted_number bigint not null default 0,
  -- Every change increments the revision; an assessment records the revision it saw. If they differ, an assessment is
  -- due.
  revision bigint not null default 1,
  assessed_revision bigint not null default 0,
  assessed_at timestamptz,
  next_wake_at timestamptz,
  next_wake_for text,
  below_since timestamptz,
  -- The last entry before the latest notice to the client; null: there was none, or its client knows that it is over.
  warned_number bigint,
  -- Since when the runway has been long enough for an all-clear, as far as it was observed.
  clear_since timestamptz,
  state text not null default 'active' check (state in ('active', 'suspended', 'closed')),
  -- The result of the last assessment, for lists; the account's own page computes it again.
  limit_date timestamptz,
  -- The 80 % range of it; latest is null if it is not within 400 days.
  limit_earliest timestamptz,
  limit_latest timestamptz,
  -- When its sites are suspended, and what decides it.
  suspension_date timestamptz,
  suspension_reason text,
  -- The limit date if nothing more is used.
  idle_limit timestamptz,
  accrued numeric not null default 0,
  pace_per_day numeric not null default 0,
  usage_per_day numeric not null default 0,
  forecast text not null default 'full' check (forecast in ('full', 'plain', 'none')),
  -- What is wrong with its records, its rating or its forecast.
  fault text
-- A posting changes no indexed column (revision is not indexed) and fits into the same page, so it updates no index of
-- this table.
) with (fillfactor = 70);
create index accounts_by_site on accounts (site_id, id);
create index accounts_by_wake on accounts (next_wake_at) where closed_at is null;
create index accounts_suspended on accounts (id) where state = 'suspended';
create index accounts_by_fault on accounts (id) where fault is not null;
-- The list by urgency, one page at a time. A posting changes none of these columns. The assessment that follows writes
-- the next wake, which is indexed anyway.
create index accounts_by_urgency on accounts (
  site_id,
  (case state when 'suspended' then 0 when 'active' then 1 else 2 end),
  (coalesce(suspension_date, 'infinity'::timestamptz)),
  id
);
create index accounts_by_part on accounts using gin (folded(name) gin_trgm_ops, reference gin_trgm_ops);
create index accounts_by_emails on accounts using gin (all_emails gin_trgm_ops);
-- Words of the client's name, to find the account of a payment.
create index accounts_by_word on accounts using gin (string_to_array(lower(name), ' '));
alter table sites
  add foreign key (account_id) references accounts,
  add foreign key (carrier_id) references accounts;

-- The VAT id in an account's particulars, and what the VIES service says about it. A change of the id starts anew.
create table vat_ids (
  account_id uuid primary key references accounts,
  vat_id text not null,
  status text not null default 'unverified' check (status in ('unverified', 'valid', 'invalid')),
  -- The last answer; the number proves that it was asked for.
  checked_at timestamptz,
  name text,
  address text,
  consultation_number text,
  -- Attempts without an answer since then, and the last of them.
  attempts integer not null default 0,
  error text,
  next_check_at timestamptz not null
);
create index vat_ids_due on vat_ids (next_check_at);

-- Every answer, as proof of the taxes that were decided by it.
create table vat_checks (
  id uuid primary key,
  account_id uuid not null references accounts,
  vat_id text not null,
  status text not null check (status in ('valid', 'invalid')),
  checked_at timestamptz not null,
  name text,
  address text,
  consultation_number text
);
create index vat_checks_by_account on vat_checks (account_id, checked_at);
create trigger vat_checks_append_only before update or delete on vat_checks
  for each row execute function refuse_change();

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

-- The account that held a site, by time. Times without a row belong to no account.
create table site_tenures (
  id bigint primary key generated always as identity,
  site_id uuid not null references sites,
  account_id uuid not null references accounts,
  -- The tenant at that time: it owns the (source, id) of events of that time, also when they are sent again after a
  -- move.
  tenant_id uuid not null references sites,
  from_at timestamptz not null,
  to_at timestamptz check (to_at >= from_at)
);
create unique index site_tenures_open on site_tenures (site_id) where to_at is null;
create index site_tenures_by_site on site_tenures (site_id, from_at);
create index site_tenures_by_account on site_tenures (account_id);
