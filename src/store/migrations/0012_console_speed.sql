-- The console with many accounts: names found by a part of them, and months that are added up once.

create extension if not exists pg_trgm;
create index accounts_by_part on accounts using gin (name gin_trgm_ops, reference gin_trgm_ops);
create index sites_by_part on sites using gin (name gin_trgm_ops, slug gin_trgm_ops) where account_id is not null;
create index hostnames_by_part on hostnames using gin (hostname gin_trgm_ops);

-- Whose a payment may be: words of the client's name, and for whom a payer paid before.
create index accounts_by_word on accounts using gin (string_to_array(lower(name), ' '));
create index bank_lines_by_payer on bank_lines (site_id, payer, id) where state = 'posted' and payer <> '';

-- Null: the whole month is added up. Otherwise what was posted before this instant; the rest is added when asked for.
alter table months_known add column until timestamptz;
