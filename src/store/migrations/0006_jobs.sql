-- Long work that somebody starts, leaves and comes back to: an import of clients, a plan replaced for all who are on it.
create table jobs (
  id uuid primary key,
  site_id uuid not null references sites,
  kind text not null check (kind in ('import', 'replace-plan')),
  title text not null,
  input jsonb not null,
  -- How many lines there are to do, and how many of them are done and failed.
  total integer not null,
  done integer not null default 0,
  failed integer not null default 0,
  created_at timestamptz not null,
  created_by text not null,
  started_at timestamptz,
  started_by text,
  -- Whose view the one who started it had, under impersonation.
  acted_as text,
  finished_at timestamptz,
  -- Wall-clock time of the infrastructure: whoever works on it holds it until then.
  leased_until timestamptz,
  check (done + failed <= total)
);
create index jobs_by_site on jobs (site_id, id);
create index jobs_open on jobs (id) where started_at is not null and finished_at is null;

create table job_lines (
  job_id uuid not null references jobs,
  number integer not null,
  input jsonb not null,
  -- What was found wrong before anything was done; such a line is left out.
  problems jsonb,
  ended_at timestamptz,
  -- Why it failed, or why there was nothing to do.
  detail text,
  failed boolean not null default false,
  account_id uuid references accounts,
  primary key (job_id, number)
);
create index job_lines_open on job_lines (job_id, number) where ended_at is null and problems is null;
create index job_lines_told on job_lines (job_id, number) where detail is not null or problems is not null;

-- A logo stays as long as letters may show it: each letter names the very one it was written with.
create table logos (
  id uuid primary key,
  site_id uuid not null references sites,
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  bytes bytea not null check (length(bytes) between 1 and 100000),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  added_at timestamptz not null,
  added_by text not null,
  removed_at timestamptz
);
create unique index logos_one on logos (site_id) where removed_at is null;

-- Connectors that have not confirmed what was decided, for those who look after them.
create index sites_unconfirmed_by_parent on sites (parent_id, id) where confirmed_generation <> generation;
-- Test letters are counted, so that nobody makes a mill of them.
create table test_letters (
  id uuid primary key,
  user_id uuid not null,
  sent_at timestamptz not null
);
create index test_letters_by_user on test_letters (user_id, sent_at);
