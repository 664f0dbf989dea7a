import { createHash } from 'node:crypto';
import { DATABASE } from './postgresCluster.js';
import { connectSql, type Sql } from '../../platform/sql/sql.js';

/** The program's role in the embedded PostgreSQL: the owner of its database, and no superuser. */
const ROLE = 'sitetab_app';

/**
 * Makes the database and the role that owns it, and gives that role what a superuser owned before.
 *
 * @param base the server's address, with the superuser's name and password, up to the port
 * @returns the role's address of the database
 */
export async function ensureRole(base: string): Promise<string> {
  const password = passwordOf(decodeURIComponent(new URL(base).password));
  await ask(`${base}/postgres`, async (sql) => {
    const roles = await sql`select 1 from pg_roles where rolname = ${ROLE}`;
    // The password is hexadecimal, and a statement of this kind takes no parameters.
    if (roles.length === 0) await sql.unsafe(`create role ${ROLE} login password '${password}'`);
    const [found] = await sql<{ owner: string }[]>`
      select pg_get_userbyid(datdba) as owner from pg_database where datname = ${DATABASE}`;
    if (found === undefined) await sql.unsafe(`create database ${DATABASE} owner ${ROLE}`);
    else if (found.owner !== ROLE) await handOver(`${base}/${DATABASE}`);
  });
  const url = new URL(`${base}/${DATABASE}`);
  url.username = ROLE;
  url.password = password;
  return url.href;
}

/** Derived, so that there is no second password to store. It does not reveal the superuser's. */
function passwordOf(superuserPassword: string): string {
  return createHash('sha256').update(`${ROLE}/${superuserPassword}`).digest('hex');
}

async function handOver(url: string): Promise<void> {
  await ask(url, (sql) =>
    sql.begin(async (transaction) => {
      const owned = await transaction.unsafe<{ change: string }[]>(OWNED);
      for (const { change } of owned) await transaction.unsafe(`${change} owner to ${ROLE}`);
      await transaction.unsafe(`alter database ${DATABASE} owner to ${ROLE}`);
    }),
  );
}

/**
 * What the current role owns in the database, except extensions and their objects, which stay the superuser's. Indexes,
 * and sequences of columns, move with their tables.
 */
const OWNED = `
  with mine as (
    select 'pg_class'::regclass as catalog, c.oid, c.relnamespace as place, c.relowner as owner,
           format('alter %s %s', case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
             when 'S' then 'sequence' else 'table' end, c.oid::regclass) as change
      from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'S')
    union all
    select 'pg_proc'::regclass, p.oid, p.pronamespace, p.proowner, format('alter routine %s', p.oid::regprocedure)
      from pg_proc p
    union all
    select 'pg_type'::regclass, t.oid, t.typnamespace, t.typowner, format('alter type %s', t.oid::regtype)
      from pg_type t where t.typtype in ('e', 'd')
    union all
    select 'pg_namespace'::regclass, n.oid, n.oid, n.nspowner, format('alter schema %I', n.nspname)
      from pg_namespace n
  )
  select m.change from mine m join pg_namespace n on n.oid = m.place join pg_roles r on r.oid = m.owner
   where r.rolname = current_user and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
     and not exists (select 1 from pg_depend d
                      where d.classid = m.catalog and d.objid = m.oid and d.deptype in ('a', 'i', 'e')
                        and (d.deptype = 'e' or d.refobjsubid > 0))`;

async function ask(url: string, work: (sql: Sql) => Promise<void>): Promise<void> {
  const sql = connectSql(url, { max: 1 });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
