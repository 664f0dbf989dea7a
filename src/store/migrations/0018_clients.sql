-- What an owner keeps about a client for their own use, the views of the list of clients, and bulk actions.

-- `return`: what it calls is found when it is made, since pg_restore looks for names in no schema.
create function folded_all(names text[]) returns text[] language sql immutable strict parallel safe
  return (select coalesce(array_agg(folded(name)), '{}'::text[]) from unnest(names) as name);

alter table accounts
  -- As written; they are compared folded.
  add column tags text[] not null default '{}',
  add column folded_tags text[] not null generated always as (folded_all(tags)) stored,
  add column notes text not null default '',
  -- The client's id in another program of the owner.
  add column external_id text,
  add column metadata jsonb not null default '{}';
create unique index accounts_by_external_id on accounts (site_id, external_id) where external_id is not null;
create index accounts_by_tag on accounts using gin (folded_tags) where tags <> '{}';
-- The list by name, one page at a time.
create index accounts_by_name on accounts (site_id, (folded(name) collate "C"), id);

alter table sites add column external_id text;
create unique index sites_by_external_id on sites (parent_id, external_id) where external_id is not null;

-- A saved view of the list of clients: its filters, order and columns, as in the page's address.
create table list_views (
  id uuid primary key,
  site_id uuid not null references sites,
  -- Null: shared by all users of the site.
  user_id uuid references users on delete cascade,
  name text not null,
  query text not null,
  created_at timestamptz not null,
  created_by text not null
);
create unique index list_views_by_name
  on list_views (site_id, coalesce(user_id, '00000000-0000-0000-0000-000000000000'), folded(name));

alter table tasks drop constraint tasks_kind_check,
  add constraint tasks_kind_check
    check (kind in ('import', 'replace-plan', 'usage', 'bank-statement', 'backtest', 'bulk'));
