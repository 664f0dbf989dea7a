-- Suspensions, holds, exemptions, and the breaker against mass suspension.

-- One row from the time a breaker trips until it is reset.
create table breakers (
  id uuid primary key,
  site_id uuid not null references sites,
  tripped_at timestamptz not null,
  -- The figures at that time: suspended within the hour, active accounts, and the limit.
  suspended integer not null,
  active integer not null,
  allowed integer not null,
  reset_at timestamptz,
  reset_by text,
  outcome text check (outcome in ('reset', 'exempt')),
  -- The time of the owner's next email, and how many were sent.
  next_email_at timestamptz not null,
  emails integer not null default 0,
  check ((reset_at is null) = (outcome is null))
);
create unique index breakers_one on breakers (site_id) where reset_at is null;
create index breakers_by_site on breakers (site_id, id);

-- The accounts that the breaker holds back. After its reset, an account that is still here may be suspended and counts
-- for no other breaker.
create table held_back_accounts (
  breaker_id uuid not null references breakers,
  account_id uuid not null references accounts,
  since timestamptz not null,
  headroom numeric not null,
  ended_at timestamptz,
  primary key (breaker_id, account_id)
);
create index held_back_accounts_open on held_back_accounts (account_id) where ended_at is null;

create table suspensions (
  id uuid primary key,
  account_id uuid not null references accounts,
  reason text not null check (reason in ('limit', 'hold')),
  limit_hit_at timestamptz not null,
  since timestamptz not null,
  -- The figures at that time for the email, even if a payment has changed them since.
  balance numeric not null,
  headroom numeric not null,
  -- The breaker that held the account back until its owner reset it.
  breaker_id uuid references breakers,
  ended_at timestamptz,
  email_due boolean not null default false,
  reactivation_email_due boolean not null default false
);
create unique index suspensions_open on suspensions (account_id) where ended_at is null;
create index suspensions_by_account on suspensions (account_id, since desc);
create index suspensions_of_late on suspensions (since) where reason = 'limit' and breaker_id is null;

-- Upstream suspensions: one row per time and site, with the site that causes it.
create table upstream_suspensions (
  id uuid primary key,
  site_id uuid not null references sites,
  cause_id uuid not null references sites,
  since timestamptz not null,
  ended_at timestamptz,
  email_due boolean not null default true
);
create unique index upstream_suspensions_open on upstream_suspensions (site_id) where ended_at is null;
create index upstream_emails_due on upstream_suspensions (cause_id) where email_due;

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
  -- By the Owner; asked for by the client, as the tenant's settings allow; instead of a mass suspension; for a new client.
  given_for text not null default 'owner' check (given_for in ('owner', 'client', 'breaker', 'opening')),
  -- Minor units; it ends as well once more than this is owed.
  up_to bigint,
  ended_at timestamptz
);
create index exemptions_promised on exemptions (account_id, granted_at) where given_for = 'client';
create unique index exemptions_open on exemptions (account_id) where ended_at is null;

-- When a web server last asked the gate about a host, to a few minutes. Not in `hostnames`: the gate is told of every
-- change there.
create table gate_asks (
  hostname text primary key,
  asked_at timestamptz not null
);
