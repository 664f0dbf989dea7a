import { formatCount } from './progress.js';
import type { RunTotals } from './totals.js';

export interface SummaryFacts {
  readonly elapsed_ms: number;
  readonly timeZone: string;
  /** Bytes of a last line that was not finished yet. */
  readonly unfinished_bytes: number;
}

/** What a run has done, in a few lines and a table of days. */
export function describeRun(totals: RunTotals, facts: SummaryFacts): string {
  const seconds = facts.elapsed_ms / 1_000;
  const sent = totals.accepted + totals.duplicates + totals.refusedEvents + totals.unowned;
  const lines = [
    `${formatCount(totals.lines)} lines read in ${seconds.toFixed(1)} s, ${formatCount(totals.requests)} requests.`,
    `${formatCount(sent)} events: ${formatCount(totals.accepted)} counted, ` +
      `${formatCount(totals.duplicates)} known already, ${formatCount(totals.refusedEvents)} refused.`,
    ...(totals.lines === 0 && sent === 0 ? ['Nothing new: the log was read to its end before.'] : []),
    ...describeRefusals(totals),
    ...describeUnowned(totals),
    ...describeUnreadable(totals),
    ...describeLeftOut(totals),
  ];
  if (facts.unfinished_bytes > 0) {
    lines.push(
      `The last line (${formatCount(facts.unfinished_bytes)} bytes) is unfinished and is left for the next run.`,
    );
  }
  return `${[...lines, ...describeDays(totals, facts.timeZone)].join('\n')}\n`;
}

function describeRefusals(totals: RunTotals): string[] {
  return [...totals.refused].map(([reason, count]) => `  refused ${formatCount(count)}: ${reason}`);
}

function describeUnowned({ unowned }: RunTotals): string[] {
  if (unowned === 0) return [];
  return [
    `${formatCount(unowned)} are of a time when no account held their site: nobody is charged for them.`,
  ];
}

function describeUnreadable(totals: RunTotals): string[] {
  if (totals.unreadableLines === 0) return [];
  const reasons = [...totals.unreadable].map(([reason, count]) => `${formatCount(count)} ${reason}`);
  return [
    `${formatCount(totals.unreadableLines)} lines could not be read: ${reasons.join(', ')}.`,
    ...totals.samples.map(({ at, reason, beginning }) => `  byte ${at}, ${reason}: ${printable(beginning)}`),
  ];
}

/** Whatever a client put into a log must not reach the terminal as it is. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function describeLeftOut(totals: RunTotals): string[] {
  return [...totals.leftOut].map(([reason, count]) => `${formatCount(count)} lines of ${reason} left out.`);
}

function describeDays(totals: RunTotals, timeZone: string): string[] {
  if (totals.days.size === 0) return [];
  const days = [...totals.days].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = { requests: 0n, size_bytes: 0n };
  for (const [, day] of days) {
    all.requests += day.requests;
    all.size_bytes += day.size_bytes;
  }
  const row = (name: string, requests: string, sent: string): string =>
    `${name.padEnd(12)}${requests.padStart(14)}${sent.padStart(24)}`;
  return [
    row(`day (${timeZone})`.slice(0, 40), 'requests', 'bytes'),
    ...days.map(([date, day]) => row(date, formatCount(day.requests), formatCount(day.size_bytes))),
    row('total', formatCount(all.requests), formatCount(all.size_bytes)),
  ];
}
