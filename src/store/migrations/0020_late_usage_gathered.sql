-- Late usage is gathered before a settled period is rated again: since when there is some.
alter table periods add column late_since timestamptz;
update periods set late_since = settled_at where late_usage;
