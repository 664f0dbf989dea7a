-- The users of a site and their groups, sessions, impersonations, email links, and counters against password guessing;
-- and API keys.

create table users (
  id uuid primary key,
  site_id uuid not null references sites,
  email text not null,
  -- The canonical spelling of an address, so that look-alikes cannot be two users; emails are sent to the address in
  -- email.
  canonical_email text not null,
  name text not null,
  user_group text not null,
  -- Null: this login is not claimed yet.
  password_hash text,
  -- Incremented to end earlier sessions: a new password, a second factor, a disabled login.
  credentials_version integer not null default 1,
  -- The second factor: its sealed secret (active once confirmed) and the last time step used.
  totp_sealed text,
  totp_confirmed_at timestamptz,
  totp_last_step bigint not null default 0,
  created_at timestamptz not null,
  last_login_at timestamptz,
  disabled_at timestamptz,
  -- Whether the user wants the morning list by email.
  morning_email boolean not null default false
);
create unique index users_by_email on users (site_id, canonical_email);
-- A site has exactly one Owner at a time.
create unique index users_one_owner on users (site_id) where user_group = 'Owner';

-- The groups that a site defined; the built-in ones are in the program.
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

-- Impersonations: who, when, how long, and why they ended.
create table impersonations (
  id uuid primary key,
  site_id uuid not null references sites,
  parent_id uuid not null references sites,
  impersonator_id uuid not null references users,
  -- The child's Owner, who was impersonated.
  viewed_as uuid not null references users,
  -- The impersonator's address at that time.
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
  -- SHA-256 of the cookie's value, in hex.
  id text primary key,
  -- The public id, by which a list of sessions shows and ends it.
  handle uuid not null unique,
  site_id uuid not null references sites,
  user_id uuid not null references users on delete cascade,
  credentials_version integer not null,
  impersonation_id uuid references impersonations,
  address text not null,
  browser text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- The end without further activity, and the absolute end.
  idle_at timestamptz not null,
  ends_at timestamptz not null
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_end on sessions (ends_at);
create index sessions_by_impersonation on sessions (impersonation_id) where impersonation_id is not null;

-- Browsers used for a login before: wrong passwords from other browsers do not lock them out.
create table known_browsers (
  id text not null,
  user_id uuid not null references users on delete cascade,
  last_used_at timestamptz not null,
  primary key (id, user_id)
);
create index known_browsers_by_user on known_browsers (user_id);

-- Failed logins. Keys are digests: a mistyped address may belong to another person.
create table login_failures (
  key text primary key,
  failures integer not null,
  last_failed_at timestamptz not null,
  blocked_until timestamptz
);
create index login_failures_by_age on login_failures (last_failed_at);

-- Logins whose password was right and whose second factor is pending.
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

-- Links sent by email; each works once.
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
  -- Null: all permissions of the key's site, including future ones.
  permissions text[],
  created_at timestamptz not null,
  created_by text not null default '',
  -- The user of a key, also through the keys it was made with. It is valid while they are, for what they are permitted
  -- to do. Null: made on the machine.
  maker_id uuid,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- Secret addresses of calendar feeds. Each is valid while its user is enabled and may read accounts.
create table calendar_links (
  id uuid primary key,
  site_id uuid not null references sites,
  user_id uuid not null references users,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_read_at timestamptz,
  revoked_at timestamptz
);
create unique index calendar_links_one on calendar_links (user_id) where revoked_at is null;
