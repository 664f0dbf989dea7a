-- Sites, the hostnames they answer to, and what tells the gate that one of them was closed.
-- Instants are timestamptz, local dates are date, money is whole minor units in a numeric without bounds: a price
-- list multiplied by a crawler's traffic goes beyond 2^63, and an amount that did not fit would stop its account.

-- With many accounts, names are found by a part of them.
create extension if not exists pg_trgm;

create table sites (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text not null,
  parent_id uuid references sites,
  -- Refers to accounts, as the carrier does: those come later, and refer to sites.
  account_id uuid,
  -- The account whose workflow tells the connector of a site that no open account pays for.
  carrier_id uuid,
  -- What the ledger calls for, and what the connector has confirmed. The generation grows with every
  -- decision, so that a late "suspend" cannot beat a newer "reactivate".
  wanted_state text not null default 'active' check (wanted_state in ('active', 'suspended')),
  -- Since when a parent site is suspended.
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
  -- Where its Owner wants it, an impersonator must enter a code.
  impersonation_code_hash text,
  created_at timestamptz not null
);
create index sites_by_parent on sites (parent_id, slug);
create index sites_by_account on sites (account_id) where account_id is not null;
create index sites_carried on sites (carrier_id) where carrier_id is not null and confirmed_generation <> generation;
create index sites_unconfirmed on sites (id) where confirmed_generation <> generation;
-- Connectors that have not confirmed what was decided, for those who look after them.
create index sites_unconfirmed_by_parent on sites (parent_id, id) where confirmed_generation <> generation;
create index sites_by_part on sites using gin (name gin_trgm_ops, slug gin_trgm_ops) where account_id is not null;
-- Most sites hang under one and have none below; told only of the average, the planner would read them all to find that
-- out for one. Holds from the first analyze on.
alter table sites alter column parent_id set (n_distinct = -0.2);

create table hostnames (
  hostname text primary key check (hostname = lower(hostname)),
  site_id uuid not null references sites,
  -- Since when it is claimed without being confirmed: the gate does not know it. Null: confirmed.
  waiting_since timestamptz
);
create index hostnames_waiting on hostnames (hostname) where waiting_since is not null;
create index hostnames_by_site on hostnames (site_id);
create index hostnames_by_part on hostnames using gin (hostname gin_trgm_ops);

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
create trigger sites_announce after update of wanted_state, upstream_since on sites
  for each row when (old.closed is distinct from new.closed) execute function announce_gate();
