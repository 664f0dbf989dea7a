-- What an operator's monitoring looks at.

-- A part of the program that runs says so every few seconds; wall-clock times of the infrastructure.
create table parts_seen (
  part text not null,
  -- The process; a restarted one is another.
  instance uuid not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (part, instance)
);

-- The proxy that last sent X-Forwarded-For without being in TRUSTED_PROXIES; one row at most.
create table unheeded_proxy (
  is_only boolean primary key default true check (is_only),
  address text not null,
  seen_at timestamptz not null default clock_timestamp()
);

-- Since when the watcher has not looked at a site's usage, by the database's clock.
alter table fresh_usage add column since timestamptz not null default clock_timestamp();

-- Planned charges by when they are due, over all accounts: the oldest that was not posted says how late settling is.
create index scheduled_due on scheduled_charges (due_on) where entry_id is null and cancelled_at is null;

-- Letters that wait, by age and kind; there are few of them at any time.
create index letters_waiting on letters (created_at, kind) where sent_at is null and failed_at is null;
