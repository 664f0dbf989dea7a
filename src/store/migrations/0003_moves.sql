-- A site that moves to another parent takes its account along, and the account its plans: as copies. The same version
-- is copied once more only where the plans that follow it differ.
alter table plans add column copied_from uuid references plan_versions;
create index plans_by_origin on plans (site_id, copied_from) where copied_from is not null;

alter table sites
  -- The account whose workflow tells the connector of a site that no open account pays for.
  add column carrier_id uuid references accounts;
create index sites_carried on sites (carrier_id) where carrier_id is not null and confirmed_generation <> generation;

-- Most sites hang under one and have none below; told only of the average, the planner would read them all to find that
-- out for one. Holds from the next analyze on.
alter table sites alter column parent_id set (n_distinct = -0.2);
analyze sites;
