import type { Queryable } from '../../platform/sql/sql.js';

/** A column with sealed values, how its rows are named, and how a sealed value is read and replaced. */
interface SealedPlace {
  readonly table: string;
  readonly field: string;
  /** An expression that names the row, unique within the table. */
  readonly key: string;
  readonly sealed: string;
  /** The new value of the column; $1 is the text that replaces the old one. */
  readonly replace: string;
}

const column = (table: string, name: string, key = 'id::text'): SealedPlace => ({
  table,
  field: name,
  key,
  sealed: name,
  replace: `${name} = $1`,
});

/** Every column of the schema that contains sealed values. */
const PLACES = {
  'connector secret': {
    table: 'sites',
    field: 'connector_config.sealedSecret',
    key: 'id::text',
    sealed: "connector_config->>'sealedSecret'",
    replace: "connector_config = jsonb_set(connector_config, '{sealedSecret}', to_jsonb($1::text))",
  },
  'second factor': column('users', 'totp_sealed'),
  'link in an email': column('emails', 'sealed_link'),
  'keys of a payment provider': column('payment_providers', 'sealed', "site_id::text || '/' || provider"),
  'saved card': column('saved_cards', 'sealed'),
  mandate: column('mandates', 'sealed'),
  'secret of a webhook endpoint': column('webhook_endpoints', 'sealed'),
  'former secret of a webhook endpoint': column('webhook_endpoints', 'sealed_before'),
} as const satisfies Readonly<Record<string, SealedPlace>>;

export type SealedKind = keyof typeof PLACES;

export const SEALED_KINDS = Object.keys(PLACES) as readonly SealedKind[];

/** What a secret is sealed for: its row, as `PLACES` names it (a provider's is `<site>/<provider>`), and field. */
export function sealedAt(kind: SealedKind, key: string): string {
  const { table, field } = PLACES[kind];
  return `${table}.${field}/${key}`;
}

export interface Sealed {
  readonly key: string;
  readonly sealed: string;
}

/** Sealed values of one kind, ordered by row name, one page at a time. */
export async function listSealed(
  sql: Queryable,
  kind: SealedKind,
  page: { readonly after: string; readonly limit: number },
): Promise<Sealed[]> {
  const { table, key, sealed } = PLACES[kind];
  // Only the expressions above become part of the SQL text; values are passed as parameters.
  return sql.unsafe<Sealed[]>(
    `select ${key} as key, ${sealed} as sealed from ${table}
      where ${sealed} <> '' and (${key}) collate "C" > $1 order by (${key}) collate "C" limit $2`,
    [page.after, page.limit],
  );
}

/** Replaces a value that was read; false when it changed in the meantime. */
export async function replaceSealed(
  sql: Queryable,
  kind: SealedKind,
  { key: name, sealed: before }: Sealed,
  after: string,
): Promise<boolean> {
  const { table, key, sealed, replace } = PLACES[kind];
  const rows = await sql.unsafe(
    `update ${table} set ${replace} where ${key} = $2 and ${sealed} = $3 returning 1`,
    [after, name, before],
  );
  return rows.length > 0;
}
