-- A file of usage is long work too: what was found in it waits to be started, and goes on by itself.
alter table jobs drop constraint jobs_kind_check;
alter table jobs add constraint jobs_kind_check check (kind in ('import', 'replace-plan', 'usage'));
-- An access log that has grown is read on from where it ended, so its earlier readings must be found.
create index jobs_by_generation on jobs (site_id, (input ->> 'generation')) where kind = 'usage';
