import { createHash } from 'node:crypto';

/** A digest of a request, independent of the order of its fields. */
export function fingerprintOf(operation: string, input: unknown): Buffer {
  return createHash('sha256').update(operation).update('\n').update(canonical(input)).digest();
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return inner.toString();
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
