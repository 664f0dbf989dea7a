-- The users of a site: users and their groups, sessions, impersonation, links that go out by mail, counters against
-- guessing; and keys, by which programs come in.

create table users (
  id uuid primary key,
  site_id uuid not null references sites,
  email text not null,
  -- One spelling of an address, so that look-alikes cannot be two people; what is written to stays in email.
  canonical_email text not null,
  name text not null,
  user_group text not null,
  -- Null: this login is not claimed yet.
  password_hash text,
  -- Grows whenever earlier sessions must die: a new password, a second factor, a disabled login.
  credentials_version integer not null default 1,
  -- The second factor: its secret, sealed; good once confirmed; the last time step that was used.
  totp_sealed text,
  totp_confirmed_at timestamptz,
  totp_last_step bigint not null default 0,
  created_at timestamptz not null,
  last_login_at timestamptz,
  disabled_at timestamptz
);
create unique index users_by_email on users (site_id, canonical_email);
-- A site has exactly one Owner at a time.
create unique index users_one_owner on users (site_id) where user_group = 'Owner';

-- The groups a site made itself; the built-in ones stand in the program.
create table groups (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  -- The name of the group that controls it, directly or through others.
  placed_under text not null,
  permissions text[] not null,
  created_at timestamptz not null
);
create unique index groups_by_name on groups (site_id, lower(name));

-- A parent's Owner inside a child site: who, when, how long, and why it ended.
create table impersonations (
  id uuid primary key,
  site_id uuid not null references sites,
  parent_id uuid not null references sites,
  impersonator_id uuid not null references users,
  -- The child's Owner, whose view it was.
  viewed_as uuid not null references users,
  -- The impersonator's own, as it was then.
  credentials_version integer not null,
  address text not null,
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('left', 'ended'))
);
create index impersonations_by_site on impersonations (site_id, started_at desc);

create table sessions (
  -- SHA-256 of what the cookie holds, in hex.
  id text primary key,
  -- What a list of sessions may show and end it by.
  handle uuid not null unique,
  site_id uuid not null references sites,
  user_id uuid not null references users on delete cascade,
  credentials_version integer not null,
  impersonation_id uuid references impersonations,
  address text not null,
  browser text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- The end if nothing happens until then, and the end whatever happens.
  idle_at timestamptz not null,
  ends_at timestamptz not null
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_end on sessions (ends_at);
create index sessions_by_impersonation on sessions (impersonation_id) where impersonation_id is not null;

-- A browser that was used for a login before: strangers' guesses do not lock it out.
create table known_browsers (
  id text not null,
  user_id uuid not null references users on delete cascade,
  last_used_at timestamptz not null,
  primary key (id, user_id)
);
create index known_browsers_by_user on known_browsers (user_id);

-- Failures to log in. Keys are digests: a mistyped address may belong to another person.
create table login_failures (
  key text primary key,
  failures integer not null,
  last_failed_at timestamptz not null,
  blocked_until timestamptz
);
create index login_failures_by_age on login_failures (last_failed_at);

-- A login whose password was right and whose second factor is awaited.
create table pending_logins (
  id text primary key,
  site_id uuid not null references sites,
  user_id uuid not null references users on delete cascade,
  credentials_version integer not null,
  impersonates boolean not null,
  expires_at timestamptz not null
);

create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  code_hash text not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

-- Links that went out by mail; each works once.
create table email_links (
  id text primary key,
  purpose text not null check (purpose in ('invitation', 'password-reset')),
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index mail_links_by_user on email_links (user_id);

create table api_keys (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  key_hash bytea not null unique,
  -- Null: everything the key's site may do, also what is added later.
  permissions text[],
  created_at timestamptz not null,
  created_by text not null default '',
  -- Whose it is, through the keys it was made with: good while they are, for what they may do. Null: made by the machine.
  maker_id uuid,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
