-- A statement's tax is worked out on the sum of what it taxes. Statements settled before this say it line by line, and
-- keep saying so: what corrects them is not taxed on the sum, either.
alter table periods add column taxed_on_sum boolean not null default false;
alter table periods alter column taxed_on_sum set default true;
