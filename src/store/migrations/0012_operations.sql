-- The audit log, pending work, and data for an operator's monitoring.

create table audit (
  id uuid primary key,
  at timestamptz not null,
  site_id uuid not null,
  account_id uuid,
  actor text not null,
  -- Under impersonation: the impersonated user.
  acted_as text,
  request_id text,
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

-- The pending signals of a workflow. A row is deleted when its signal is sent; a signal only means "assess again".
create table outbox (
  id bigint primary key generated always as identity,
  account_id uuid not null,
  signal text not null,
  about text,
  created_at timestamptz not null,
  attempts integer not null default 0,
  -- Wall-clock time of the infrastructure, not of the business: when the scheduler may try.
  retry_at timestamptz not null
);
create index outbox_by_retry on outbox (retry_at);
create index outbox_by_account on outbox (account_id);

-- Long work that a user starts, leaves and comes back to: an import of clients, a blanket replacement of a plan, a file
-- of usage (checked first, then started by the user), a bank statement (imported in the background).
create table tasks (
  id uuid primary key,
  site_id uuid not null references sites,
  kind text not null check (kind in ('import', 'replace-plan', 'usage', 'bank-statement', 'backtest')),
  title text not null,
  input jsonb not null,
  -- The number of lines to do, done, and failed.
  total integer not null,
  done integer not null default 0,
  failed integer not null default 0,
  created_at timestamptz not null,
  created_by text not null,
  started_at timestamptz,
  started_by text,
  -- Under impersonation: the user impersonated by the one who started it.
  acted_as text,
  finished_at timestamptz,
  -- Wall-clock time of the infrastructure: the end of the working process's lease.
  leased_until timestamptz,
  check (done + failed <= total)
);
create index tasks_by_site on tasks (site_id, id);
create index tasks_open on tasks (id) where started_at is not null and finished_at is null;
-- A grown access log is read on from where it ended, so its earlier readings must be found.
create index tasks_by_generation on tasks (site_id, (input ->> 'generation')) where kind = 'usage';

create table task_lines (
  task_id uuid not null references tasks,
  number integer not null,
  input jsonb not null,
  -- The fault found before the work started; such a line is left out.
  problems jsonb,
  ended_at timestamptz,
  -- Why it failed, or why there was nothing to do.
  detail text,
  failed boolean not null default false,
  account_id uuid references accounts,
  primary key (task_id, number)
);
create index task_lines_open on task_lines (task_id, number) where ended_at is null and problems is null;
create index task_lines_detailed on task_lines (task_id, number) where detail is not null or problems is not null;

-- A running process updates its row every few seconds; wall-clock times of the infrastructure.
create table heartbeats (
  kind text not null,
  -- The process; a restarted process has another id.
  instance uuid not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (kind, instance)
);

-- The last proxy that sent X-Forwarded-For without being in TRUSTED_PROXIES; at most one row.
create table unheeded_proxy (
  is_only boolean primary key default true check (is_only),
  address text not null,
  seen_at timestamptz not null default clock_timestamp()
);

-- The process that runs each periodic job, and the end of its lease unless renewed; by the database's clock.
create table job_leases (
  job text primary key,
  holder text not null,
  held_until timestamptz not null
-- Each lease is written again every second or two.
) with (fillfactor = 50);
