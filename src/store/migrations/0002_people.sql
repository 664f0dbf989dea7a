-- The people of a site: users and their groups, sessions, impersonation, links that go out by mail, counters against
-- guessing; keys with scopes; who did what on whose behalf; sites below a suspended one.

alter table users
  -- One spelling of an address, so that look-alikes cannot be two people; what is written to stays in email.
  add column canonical_email text,
  -- Null: nobody has claimed this login yet.
  alter column password_hash drop not null,
  add column disabled_at timestamptz,
  -- Grows whenever earlier sessions must die: a new password, a second factor, a disabled login.
  add column credentials_version integer not null default 1,
  add column last_login_at timestamptz,
  -- The second factor: its secret, sealed; good once confirmed; the last time step that was used.
  add column totp_sealed text,
  add column totp_confirmed_at timestamptz,
  add column totp_last_step bigint not null default 0;
update users set canonical_email = lower(email);
alter table users alter column canonical_email set not null;
alter table users drop constraint users_site_id_email_key;
create unique index users_by_email on users (site_id, canonical_email);

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

-- A browser in which somebody logged in before: strangers' guesses do not keep it out.
create table known_browsers (
  id text not null,
  user_id uuid not null references users on delete cascade,
  last_used_at timestamptz not null,
  primary key (id, user_id)
);
create index known_browsers_by_user on known_browsers (user_id);

-- Failures to log in. Keys are digests: an address that was typed wrongly belongs to somebody, too.
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
create table mail_links (
  id text primary key,
  purpose text not null check (purpose in ('invitation', 'password-reset')),
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index mail_links_by_user on mail_links (user_id);

alter table api_keys
  -- Null: everything the key's site may do, also what is added later.
  add column permissions text[],
  add column expires_at timestamptz,
  add column last_used_at timestamptz,
  add column created_by text not null default '',
  -- Whose it is, through the keys it was made with: good while they are, for what they may do. Null: made by the machine.
  add column maker_id uuid;

alter table sites
  -- Where its Owner wants it, whoever steps in must know a code.
  add column stepping_in_code_hash text,
  -- Since when a site above it is suspended.
  add column upstream_since timestamptz;
alter table sites add column closed boolean not null
  generated always as (wanted_state = 'suspended' or upstream_since is not null) stored;
drop trigger sites_announce on sites;
create trigger sites_announce after update of wanted_state, upstream_since on sites
  for each row when (old.closed is distinct from new.closed) execute function announce_gate();

-- Closed because a site above is: one row a time and site, with the site it is due to.
create table upstream_suspensions (
  id uuid primary key,
  site_id uuid not null references sites,
  cause_id uuid not null references sites,
  since timestamptz not null,
  ended_at timestamptz,
  letter_due boolean not null default true
);
create unique index upstream_suspensions_open on upstream_suspensions (site_id) where ended_at is null;
create index upstream_letters_due on upstream_suspensions (cause_id) where letter_due;

-- Letters to a site's people belong to a site; to an account only where one pays for that site.
alter table letters
  alter column account_id drop not null,
  add column site_id uuid references sites,
  -- What must not be read by whoever may read letters: put in when it goes out, and gone after that.
  add column sealed_link text;
create index letters_by_site on letters (site_id, id) where site_id is not null;

alter table audit
  -- Under impersonation: whose view the actor had.
  add column acted_as text,
  add column request_id text;

-- A site has exactly one Owner. Whoever pays for it is it until somebody else is made one; without a payer it is the
-- parent's Owner. They claim the login by a link to their address.
insert into users (id, site_id, email, canonical_email, name, user_group, created_at)
select gen_random_uuid(), s.id, coalesce(a.email, o.email), lower(coalesce(a.email, o.email)), coalesce(a.name, o.name),
       'Owner', s.created_at
  from sites s
  left join accounts a on a.id = s.account_id
  left join users o on o.site_id = s.parent_id and o.user_group = 'Owner'
 where not exists (select 1 from users u where u.site_id = s.id and u.user_group = 'Owner')
   and coalesce(a.email, o.email) is not null
    on conflict do nothing;
