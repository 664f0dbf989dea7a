-- A brake on suspensions that come in crowds, and meters that have gone silent.

-- One row from the moment a site's suspensions pause until somebody has them go on.
create table brakes (
  id uuid primary key,
  site_id uuid not null references sites,
  pulled_at timestamptz not null,
  -- What was seen then: how many were suspended within the hour, of how many active ones, and how many may be.
  suspended integer not null,
  active integer not null,
  allowed integer not null,
  released_at timestamptz,
  released_by text,
  outcome text check (outcome in ('go-on', 'let-off')),
  -- When the owner is written to next, and how often they were.
  letter_at timestamptz not null,
  letters integer not null default 0,
  check ((released_at is null) = (outcome is null))
);
create unique index brakes_one on brakes (site_id) where released_at is null;
create index brakes_by_site on brakes (site_id, id);

-- Whom the brake keeps from being suspended. Once their site's suspensions go on, whoever is still here may be
-- suspended and counts for no other brake.
create table braked_accounts (
  brake_id uuid not null references brakes,
  account_id uuid not null references accounts,
  since timestamptz not null,
  headroom numeric not null,
  ended_at timestamptz,
  primary key (brake_id, account_id)
);
create index braked_accounts_open on braked_accounts (account_id) where ended_at is null;

-- The brake that had kept the account until its owner said to go on.
alter table suspensions add column brake_id uuid references brakes;
create index suspensions_of_late on suspensions (since) where reason = 'limit' and brake_id is null;

-- A meter that always spoke and then said nothing any more.
create table silences (
  id uuid primary key,
  site_id uuid not null references sites,
  meter_id integer not null references meters,
  -- The last day it spoke on.
  last_day date not null,
  noticed_at timestamptz not null,
  -- When the owner was written to about it; they are once, about all that fell silent together.
  told_at timestamptz,
  ended_at timestamptz
);
create unique index silences_open on silences (site_id, meter_id) where ended_at is null;
create index silences_untold on silences (site_id) where ended_at is null and told_at is null;
