import { transact } from '../core/transact.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Sql } from '../platform/sql/sql.js';
import {
  listSealed,
  replaceSealed,
  type Sealed,
  SEALED_KINDS,
  sealedAt,
  type SealedKind,
} from '../store/operations/sealed.js';

const BATCH = 100;

/** The result of resealing one kind of secret. */
export interface Resealed {
  readonly kind: SealedKind;
  readonly resealed: number;
  /** Rows that no key opens; they are not changed. */
  readonly lost: readonly string[];
}

type Keys = Pick<SecretBox, 'open' | 'seal'>;

/**
 * Seals every secret again under the first key and for its own row, in small transactions while the system runs. Safe
 * to run again. Once it reports nothing lost, the other keys can be removed.
 */
export async function resealAll(sql: Sql, secrets: Keys): Promise<Resealed[]> {
  const outcomes: Resealed[] = [];
  for (const kind of SEALED_KINDS) outcomes.push(await resealKind(sql, secrets, kind));
  return outcomes;
}

async function resealKind(sql: Sql, secrets: Keys, kind: SealedKind): Promise<Resealed> {
  const lost: string[] = [];
  let resealed = 0;
  for (let after = ''; ;) {
    const page = await transact(sql, async (transaction) => {
      const rows = await listSealed(transaction, kind, { after, limit: BATCH });
      for (const row of rows) {
        const secret = openedBy(secrets, kind, row);
        if (secret === undefined) lost.push(row.key);
        // A secret that changed in the meantime is already under the first key.
        else if (await replaceSealed(transaction, kind, row, secrets.seal(secret, sealedAt(kind, row.key))))
          resealed += 1;
      }
      return rows;
    });
    const last = page.at(-1);
    if (last === undefined || page.length < BATCH) return { kind, resealed, lost };
    after = last.key;
  }
}

/** Sealed rows that no key opens, with the kind of secret each holds. */
export async function findLostSecrets(
  sql: Sql,
  secrets: Pick<SecretBox, 'open'>,
): Promise<{ kind: SealedKind; key: string }[]> {
  const lost: { kind: SealedKind; key: string }[] = [];
  for (const kind of SEALED_KINDS) {
    for (let after = ''; ;) {
      const rows = await listSealed(sql, kind, { after, limit: BATCH });
      lost.push(
        ...rows.filter((row) => openedBy(secrets, kind, row) === undefined).map(({ key }) => ({ kind, key })),
      );
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) break;
      after = last.key;
    }
  }
  return lost;
}

/** One of these exists in every installation soon after it is in use. */
const LASTING: readonly SealedKind[] = ['keys of a payment provider', 'connector secret', 'second factor'];

/**
 * Tests the keys on one secret of each kind. Undefined if one opens or none is stored; otherwise a kind that does not
 * open.
 */
export async function findWrongKey(
  sql: Sql,
  secrets: Pick<SecretBox, 'open'>,
): Promise<SealedKind | undefined> {
  let lost: SealedKind | undefined;
  for (const kind of LASTING) {
    const [row] = await listSealed(sql, kind, { after: '', limit: 1 });
    if (row === undefined) continue;
    if (openedBy(secrets, kind, row) !== undefined) return undefined;
    lost = kind;
  }
  return lost;
}

function openedBy(
  secrets: Pick<SecretBox, 'open'>,
  kind: SealedKind,
  { key, sealed }: Sealed,
): string | undefined {
  try {
    return secrets.open(sealed, sealedAt(kind, key));
  } catch {
    return undefined;
  }
}
