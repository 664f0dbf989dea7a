import type { Assessment } from '../../assessment/assess.js';

/**
 * What is still needed of a debit, at most what was announced: for a settlement what is owed, otherwise what keeps the
 * account online; less what other pending debits bring.
 */
export function neededOf(
  { facts, standing, projection }: Assessment,
  debit: { readonly id: string; readonly purpose: 'top-up' | 'invoice'; readonly amount: bigint },
): bigint {
  const others = (facts.debits?.pending ?? [])
    .filter(({ id }) => id !== debit.id)
    .reduce((sum, { minor }) => sum + minor, 0n);
  const owed = -(standing.balance - facts.disputed);
  const wanted =
    debit.purpose === 'invoice' || facts.closedAt !== null ? owed : most(owed, projection.suggestedTopUp);
  const left = wanted - others;
  if (left <= 0n) return 0n;
  return left < debit.amount ? left : debit.amount;
}

function most(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
