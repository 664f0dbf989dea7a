-- Sites, their users and keys, plans, accounts, the ledger and everything the account workflow needs.
-- Instants are timestamptz, local dates are date, money is whole minor units in a numeric without bounds: a price
-- list multiplied by a crawler's traffic goes beyond 2^63, and an amount that did not fit would stop its account.

create table sites (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text not null,
  parent_id uuid references sites,
  account_id uuid,
  -- What the ledger calls for, and what the connector has confirmed. The generation grows with every
  -- decision, so that a late "suspend" cannot beat a newer "reactivate".
  wanted_state text not null default 'active' check (wanted_state in ('active', 'suspended')),
  generation bigint not null default 0,
  confirmed_generation bigint not null default 0,
  connector_kind text not null default 'forward-auth',
  connector_config jsonb not null default '{}',
  connector_attempts integer not null default 0,
  connector_retry_at timestamptz,
  connector_error text,
  -- What the owner says of themselves in letters and on the suspended page.
  settings jsonb not null default '{}',
  created_at timestamptz not null
);
create index sites_by_parent on sites (parent_id, slug);
create index sites_by_account on sites (account_id) where account_id is not null;
create index sites_unconfirmed on sites (id) where confirmed_generation <> generation;

create table hostnames (
  hostname text primary key check (hostname = lower(hostname)),
  site_id uuid not null references sites,
  -- Since when somebody says that it is theirs and nobody has confirmed it: the gate knows nothing of it. Null: confirmed.
  waiting_since timestamptz
);
create index hostnames_waiting on hostnames (hostname) where waiting_since is not null;
create index hostnames_by_site on hostnames (site_id);

create table users (
  id uuid primary key,
  site_id uuid not null references sites,
  email text not null,
  name text not null,
  user_group text not null,
  password_hash text not null,
  created_at timestamptz not null,
  unique (site_id, email)
);
-- A site has exactly one Owner at a time.
create unique index users_one_owner on users (site_id) where user_group = 'Owner';

create table api_keys (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  key_hash bytea not null unique,
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table meters (
  id integer primary key generated always as identity,
  -- No site: built in, known to every site.
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

create table plans (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  currency text not null,
  created_at timestamptz not null
);
create index plans_by_site on plans (site_id, id);

create table plan_versions (
  id uuid primary key,
  plan_id uuid not null references plans,
  version integer not null check (version > 0),
  terms jsonb not null,
  created_at timestamptz not null,
  unique (plan_id, version)
);

create table accounts (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  email text not null,
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
  -- The tab itself.
  balance numeric not null default 0,
  disputed numeric not null default 0,
  last_number bigint not null default 0,
  -- Where settlement stands: the open period starts here.
  open_from timestamptz not null,
  open_from_date date not null,
  receipted_number bigint not null default 0,
  -- Every change bumps the revision; an assessment notes the one it saw. Where they differ, somebody must look.
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
alter table sites add foreign key (account_id) references accounts;

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

-- One row is one transfer between the client's tab and a house account (cash:bank, revenue:usage, tax:VAT):
-- a single amount that leaves one and enters the other cannot be unbalanced. ledger_lines shows both legs.
-- No house account keeps a running balance: one shared row would serialise every payment.
create table entries (
  id uuid primary key,
  account_id uuid not null references accounts,
  number bigint not null check (number > 0),
  kind text not null check (kind in ('payment', 'charge', 'tax', 'refund', 'reversal', 'adjustment')),
  category text,
  amount numeric not null check (amount <> 0),
  balance_after numeric not null,
  house text not null,
  description text not null,
  method text,
  reference text,
  reverses uuid references entries,
  -- The charge this tax belongs to.
  taxes uuid references entries,
  -- Which line of which plan in which period a settled charge stands for.
  assignment_id uuid references assignments,
  line text,
  period_date date,
  meter text,
  quantity numeric,
  effective_at timestamptz not null,
  posted_at timestamptz not null,
  actor text not null,
  unique (account_id, number)
);
create unique index entries_reversed_once on entries (reverses) where reverses is not null;
create index entries_by_line on entries (account_id, period_date) where period_date is not null;
create index entries_by_charge on entries (taxes) where taxes is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused; post a linked reversal instead', tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation';
end $$;
create trigger entries_append_only before update or delete on entries
  for each row execute function refuse_change();
create trigger entries_no_truncate before truncate on entries
  for each statement execute function refuse_change();
create trigger plan_versions_append_only before update or delete on plan_versions
  for each row execute function refuse_change();
create trigger plan_versions_no_truncate before truncate on plan_versions
  for each statement execute function refuse_change();

create view ledger_lines as
  select e.id as entry_id, 'client:' || e.account_id as ledger_account, a.site_id, a.currency, e.amount, e.posted_at
    from entries e join accounts a on a.id = e.account_id
  union all
  select e.id, e.house, a.site_id, a.currency, -e.amount, e.posted_at
    from entries e join accounts a on a.id = e.account_id;

create table idempotency_keys (
  site_id uuid not null,
  key text not null,
  fingerprint bytea not null,
  entry_id uuid,
  answer jsonb,
  created_at timestamptz not null,
  primary key (site_id, key)
);

-- What a workflow must still hear. A row leaves when its signal is through; a signal only says "look again".
create table outbox (
  id bigint primary key generated always as identity,
  account_id uuid not null,
  signal text not null,
  about text,
  created_at timestamptz not null,
  attempts integer not null default 0,
  -- Wall-clock time of the infrastructure, not of the business: when the relay may try.
  retry_at timestamptz not null
);
create index outbox_by_retry on outbox (retry_at);
create index outbox_by_account on outbox (account_id);

create table periods (
  account_id uuid not null references accounts,
  start_date date not null,
  end_date date not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  settled_at timestamptz not null,
  opening_number bigint not null,
  closing_number bigint not null,
  opening_balance numeric not null,
  closing_balance numeric not null,
  -- Usage for this period came after it was settled; it must be rated again.
  late_usage boolean not null default false,
  statement_due boolean not null,
  primary key (account_id, start_date)
);
create index periods_late on periods (account_id) where late_usage;
create index periods_statement_due on periods (account_id) where statement_due;

create table scheduled_charges (
  id uuid primary key,
  account_id uuid not null references accounts,
  due_on date not null,
  amount numeric not null check (amount > 0),
  description text not null,
  category text not null,
  created_at timestamptz not null,
  actor text not null,
  entry_id uuid references entries,
  cancelled_at timestamptz
);
create index scheduled_open on scheduled_charges (account_id, due_on) where entry_id is null and cancelled_at is null;
create index scheduled_by_account on scheduled_charges (account_id, id);

create table suspensions (
  id uuid primary key,
  account_id uuid not null references accounts,
  reason text not null check (reason in ('limit', 'hold')),
  fell_at timestamptz not null,
  since timestamptz not null,
  -- What the books said at that moment: the letter tells it, even when a payment has overtaken it meanwhile.
  balance numeric not null,
  headroom numeric not null,
  ended_at timestamptz,
  letter_due boolean not null default false,
  reactivation_letter_due boolean not null default false
);
create unique index suspensions_open on suspensions (account_id) where ended_at is null;
create index suspensions_by_account on suspensions (account_id, since desc);

create table holds (
  id uuid primary key,
  account_id uuid not null references accounts,
  reason text not null,
  placed_at timestamptz not null,
  placed_by text not null,
  released_at timestamptz,
  released_by text
);
create unique index holds_open on holds (account_id) where released_at is null;

create table exemptions (
  id uuid primary key,
  account_id uuid not null references accounts,
  until timestamptz not null,
  reason text not null,
  granted_at timestamptz not null,
  granted_by text not null,
  ended_at timestamptz
);
create unique index exemptions_open on exemptions (account_id) where ended_at is null;

create table disputes (
  id uuid primary key,
  entry_id uuid not null references entries,
  account_id uuid not null references accounts,
  amount numeric not null,
  reason text not null,
  opened_at timestamptz not null,
  opened_by text not null,
  resolved_at timestamptz,
  resolved_by text,
  outcome text check (outcome in ('upheld', 'dismissed'))
);
create unique index disputes_open on disputes (entry_id) where resolved_at is null;
create index disputes_by_account on disputes (account_id);

create table letters (
  id uuid primary key,
  -- What the letter is about, in a form that makes a second one of it impossible.
  key text not null unique,
  account_id uuid not null references accounts,
  kind text not null,
  language text not null,
  recipient_name text not null,
  recipient_address text not null,
  subject text not null,
  html text not null,
  plain text not null,
  message_id text not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  failed_at timestamptz,
  attempts integer not null default 0,
  last_error text,
  -- Wall-clock times of the infrastructure.
  retry_at timestamptz,
  leased_until timestamptz
);
create index letters_by_account on letters (account_id, id);
create index letters_unsent on letters (retry_at) where sent_at is null and failed_at is null;
create index letters_failed on letters (id) where sent_at is null and failed_at is not null;

create table notices (
  id uuid primary key,
  account_id uuid not null references accounts,
  kind text not null check (kind in ('week', 'day')),
  told_at timestamptz not null,
  limit_date timestamptz,
  -- The letter that told it; a reactivation letter tells the notices it covers.
  letter_key text not null,
  rearmed_at timestamptz
);
create unique index notices_told on notices (account_id, kind) where rearmed_at is null;

create table usage_events (
  tenant_id uuid not null,
  source text not null,
  event_id text not null,
  site_id uuid not null,
  meter_id integer not null,
  quantity numeric not null,
  occurred_at timestamptz not null,
  primary key (tenant_id, source, event_id)
);

create table usage_days (
  site_id uuid not null,
  meter_id integer not null,
  day date not null,
  total numeric not null,
  peak numeric not null,
  latest numeric not null,
  latest_at timestamptz not null,
  events bigint not null,
  primary key (site_id, day, meter_id)
-- Each batch of a day updates the same rows.
) with (fillfactor = 70);

-- Sites whose usage has changed since the watcher last looked.
create table fresh_usage (
  site_id uuid primary key
);

create table audit (
  id uuid primary key,
  at timestamptz not null,
  site_id uuid not null,
  account_id uuid,
  actor text not null,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb
);
create index audit_by_account on audit (account_id, id) where account_id is not null;
create index audit_by_site on audit (site_id, id);
create trigger audit_append_only before update or delete on audit
  for each row execute function refuse_change();
create trigger audit_no_truncate before truncate on audit
  for each statement execute function refuse_change();

-- The gate keeps its answers in memory; this tells it which of them no longer hold.
create function announce_gate() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'hostnames' then
    perform pg_notify('sitetab_gate', coalesce(new.hostname, old.hostname));
    if tg_op = 'UPDATE' and new.hostname <> old.hostname then
      perform pg_notify('sitetab_gate', old.hostname);
    end if;
  else
    perform pg_notify('sitetab_gate', hostname) from hostnames where site_id = new.id;
  end if;
  return null;
end $$;
create trigger hostnames_announce after insert or update or delete on hostnames
  for each row execute function announce_gate();
create trigger sites_announce after update of wanted_state on sites
  for each row when (old.wanted_state is distinct from new.wanted_state) execute function announce_gate();
