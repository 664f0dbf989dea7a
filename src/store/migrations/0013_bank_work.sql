-- Statements of a bank that are taken in while nobody waits, and reports that somebody has seen to.

alter table jobs drop constraint jobs_kind_check;
alter table jobs add constraint jobs_kind_check
  check (kind in ('import', 'replace-plan', 'usage', 'bank-statement'));

-- Lines of a statement that came before, each with the one it is the same as. The counts grow while it is taken in.
create table bank_seen_before (
  import_id uuid not null references bank_imports,
  line integer not null,
  bank_line_id uuid not null references bank_lines,
  primary key (import_id, line)
);
insert into bank_seen_before (import_id, line, bank_line_id)
select i.id, s.line, s."bankLineId"
  from bank_imports i cross join jsonb_to_recordset(i.seen_before) as s(line integer, "bankLineId" uuid)
    on conflict do nothing;
alter table bank_imports drop column seen_before;

-- What makes a line the same money whatever its words: day, amount, currency and reference; beside it what can tell two
-- such lines apart.
alter table bank_lines
  add column identity bytea,
  add column receiving text,
  add column bank_id text;
create index bank_lines_by_identity on bank_lines (site_id, identity) where state = 'posted';

-- A report that could not be posted waits until somebody says that it is seen to.
alter table payment_events
  add column seen_to_at timestamptz,
  add column seen_to_by text;
drop index payment_events_refused;
create index payment_events_refused on payment_events (site_id, id) where state = 'refused' and seen_to_at is null;
create index payment_events_seen_to on payment_events (site_id, seen_to_at) where seen_to_at is not null;
