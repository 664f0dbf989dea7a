-- A site that moves to another parent takes its account along, and the account its plans: as copies, each made once.
alter table plans add column copied_from uuid references plan_versions;
create unique index plans_copied_once on plans (site_id, copied_from) where copied_from is not null;
