-- Sites, their hostnames, and the notifications that tell the gate about closed sites.
-- Instants are timestamptz, local dates are date, money is whole minor units in an unbounded numeric: a price list
-- multiplied by a crawler's traffic can exceed 2^63, and an amount that does not fit would block its account.

-- For the search of names by a part of them, which must be fast with many accounts.
create extension if not exists pg_trgm;

-- A name as it is searched for: in lower case and without accents, so that "grunwald" finds "Grünwald".
create function folded(name text) returns text language sql immutable strict parallel safe as
  $$ select regexp_replace(normalize(replace(translate(lower(name), 'øłđı', 'oldi'), 'ß', 'ss'), NFKD), '[\u0300-\u036f]', '', 'g') $$;

create table sites (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text not null,
  parent_id uuid references sites,
  -- References accounts, like the carrier. The constraints are added later, since accounts reference sites.
  account_id uuid,
  -- The account whose workflow sends commands to the connector of a site without an open account.
  carrier_id uuid,
  -- The state that the ledger requires, and the state that the connector has confirmed. The generation grows with every
  -- decision, so that a late "suspend" cannot override a newer "reactivate".
  wanted_state text not null default 'active' check (wanted_state in ('active', 'suspended')),
  -- The start of the parent site's suspension; null: not suspended.
  upstream_since timestamptz,
  closed boolean not null generated always as (wanted_state = 'suspended' or upstream_since is not null) stored,
  generation bigint not null default 0,
  confirmed_generation bigint not null default 0,
  connector_kind text not null default 'forward-auth',
  connector_config jsonb not null default '{}',
  connector_attempts integer not null default 0,
  connector_retry_at timestamptz,
  connector_error text,
  -- The owner's own details in emails and on the suspended page.
  settings jsonb not null default '{}',
  -- An impersonator must enter this code, if the Owner has set one.
  impersonation_code_hash text,
  created_at timestamptz not null
);
create index sites_by_parent on sites (parent_id, slug);
create index sites_by_account on sites (account_id) where account_id is not null;
create index sites_carried on sites (carrier_id) where carrier_id is not null and confirmed_generation <> generation;
create index sites_unconfirmed on sites (id) where confirmed_generation <> generation;
-- Connectors that have not confirmed the latest decision, for their operators.
create index sites_unconfirmed_by_parent on sites (parent_id, id) where confirmed_generation <> generation;
create index sites_by_part on sites using gin (folded(name) gin_trgm_ops, slug gin_trgm_ops) where account_id is not null;
-- Most sites are below one site and have none below. From averages alone, the planner would read the whole table to
-- find one site's children. Effective after the first analyze.
alter table sites alter column parent_id set (n_distinct = -0.2);

create table hostnames (
  hostname text primary key check (hostname = lower(hostname)),
  site_id uuid not null references sites,
  -- When an unconfirmed name was registered; the gate does not know it. Null: confirmed.
  waiting_since timestamptz
);
create index hostnames_waiting on hostnames (hostname) where waiting_since is not null;
create index hostnames_by_site on hostnames (site_id);
create index hostnames_by_part on hostnames using gin (hostname gin_trgm_ops);

-- The gate caches its responses in memory; this notifies it of those that have changed.
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
create trigger sites_announce after update of wanted_state, upstream_since on sites
  for each row when (old.closed is distinct from new.closed) execute function announce_gate();
