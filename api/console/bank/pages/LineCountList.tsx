import { plural } from '../../accounts/list/format.js';

const COUNT_LABELS: Readonly<Record<string, string>> = {
  incoming: 'incoming',
  returned: 'returned',
  outgoing: 'outgoing',
  zero: 'of zero',
  pending: 'pending',
  heldBack: 'held back',
  unreadable: 'unreadable',
  preamble: 'above the table',
  headings: 'headings',
  summary: 'totals and balances',
  continued: 'continuation of the row above',
  blank: 'blank',
};

/** Counts the lines of a file by type: "12 lines: 4 money in, 6 money out, 2 headings". */
export function LineCountList({ counts }: { readonly counts: Readonly<Record<string, number>> | object }) {
  const found = Object.entries(counts as Record<string, number>).filter(([, count]) => count > 0);
  const all = found.reduce((sum, [, count]) => sum + count, 0);
  const words = found.map(([kind, count]) => `${count} ${COUNT_LABELS[kind] ?? kind}`);
  return (
    <span>
      {plural(all, 'line')}: {words.join(', ')}
    </span>
  );
}
