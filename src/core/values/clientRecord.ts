import { isRefusal, type Refusal, refuse } from './refusal.js';

/** What an owner keeps about a client for their own use. No client sees it. */
export interface ClientRecord {
  /** As written; no two are the same but for case and accents. */
  readonly tags: readonly string[];
  readonly notes: string;
  /** The client's id in another program of the owner, unique within the tenant. */
  readonly externalId: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

export const NO_RECORD: ClientRecord = { tags: [], notes: '', externalId: null, metadata: {} };

/** A record as requested; fields left out stay as they are. */
export interface RecordInput {
  /** The complete list. */
  readonly tags?: readonly string[] | undefined;
  readonly notes?: string | undefined;
  /** Null or an empty text removes it. */
  readonly externalId?: string | null | undefined;
  /** Keys left out stay as they are; an empty text removes one. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

export const TAGS_MAX = 20;
export const METADATA_MAX = 50;

/** A tag without case and accents, as tags are compared; the database's `folded` for tags. */
export function foldTag(tag: string): string {
  return tag
    .toLowerCase()
    .replaceAll(/[øłđı]/g, (letter) => ({ ø: 'o', ł: 'l', đ: 'd' })[letter] ?? 'i')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '');
}

/** Tags without those that repeat an earlier one. */
export function distinctTags(tags: readonly string[]): string[] {
  const seen = new Set<string>();
  return tags.filter((tag) => {
    const folded = foldTag(tag);
    if (seen.has(folded)) return false;
    seen.add(folded);
    return true;
  });
}

/** The record after a change; refuses more tags or metadata than an account may have. */
export function changedRecord(stored: ClientRecord, input: RecordInput): ClientRecord | Refusal {
  const tags = input.tags === undefined ? stored.tags : distinctTags(input.tags);
  if (tags.length > TAGS_MAX) return refuse('invalid', `must not be more than ${TAGS_MAX}`, 'tags');
  const metadata = mergedMetadata(stored.metadata, input.metadata ?? {});
  if (isRefusal(metadata)) return metadata;
  return {
    tags,
    notes: input.notes ?? stored.notes,
    externalId: input.externalId === undefined ? stored.externalId : input.externalId || null,
    metadata,
  };
}

function mergedMetadata(
  stored: ClientRecord['metadata'],
  given: ClientRecord['metadata'],
): ClientRecord['metadata'] | Refusal {
  const merged = Object.entries({ ...stored, ...given }).filter(([, value]) => value !== '');
  return merged.length > METADATA_MAX
    ? refuse('invalid', `must not have more than ${METADATA_MAX} keys`, 'metadata')
    : Object.fromEntries(merged);
}

/** Whether a request says anything about the record. */
export function saysRecord({ tags, notes, externalId, metadata }: RecordInput): boolean {
  return [tags, notes, externalId, metadata].some((part) => part !== undefined);
}
