-- Plans and their versions. A version never changes.

create table plans (
  id uuid primary key,
  site_id uuid not null references sites,
  name text not null,
  currency text not null,
  -- The version that this is a copy of. A site that moves to another parent takes its account along, with copies of the
  -- account's plans. The same version is copied again only where the plans that follow it differ. References
  -- plan_versions.
  copied_from uuid,
  created_at timestamptz not null
);
create index plans_by_site on plans (site_id, id);
create index plans_by_origin on plans (site_id, copied_from) where copied_from is not null;

create table plan_versions (
  id uuid primary key,
  plan_id uuid not null references plans,
  version integer not null check (version > 0),
  terms jsonb not null,
  created_at timestamptz not null,
  unique (plan_id, version)
);
alter table plans add foreign key (copied_from) references plan_versions;

-- The trigger of every append-only table: this one, entries, documents and the audit log.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused; post a linked reversal instead', tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation';
end $$;
create trigger plan_versions_append_only before update or delete on plan_versions
  for each row execute function refuse_change();
create trigger plan_versions_no_truncate before truncate on plan_versions
  for each statement execute function refuse_change();
