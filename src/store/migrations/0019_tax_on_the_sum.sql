-- A statement's tax is worked out on the sum of what it taxes. Statements settled before this, or meanwhile by a worker of
-- the version before, say it line by line and keep saying so: what corrects them is not taxed on the sum, either.
alter table periods add column taxed_on_sum boolean not null default false;

-- What may be taxed since the last statement is asked for at every look; payments, of which there are many, are not.
create index entries_taxable on entries (account_id, number) where kind in ('charge', 'tax', 'adjustment', 'reversal');
