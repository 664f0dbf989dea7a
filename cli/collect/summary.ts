import { printable } from '../../src/logs/format/detect.js';
import type { Loss, LossReason } from '../../src/logs/reading/losses.js';
import type { Refused, RunTotals } from './posting/totals.js';
import { formatCount } from './progress.js';

export interface SummaryFacts {
  readonly elapsed_ms: number;
  readonly timeZone: string;
  /** Bytes of an unfinished last line. */
  readonly unfinished_bytes: number;
}

/** The results of a run, in a few lines and a table of days. */
export function describeRun(totals: RunTotals, facts: SummaryFacts): string {
  const seconds = facts.elapsed_ms / 1_000;
  const sent = totals.accepted + totals.duplicates + totals.refusedEvents + totals.unownedEvents;
  const lines = [
    `${formatCount(totals.lines)} lines read in ${seconds.toFixed(1)} s, ${formatCount(totals.requests)} requests.`,
    `${formatCount(sent)} events: ${formatCount(totals.accepted)} counted, ` +
      `${formatCount(totals.duplicates)} duplicates, ${formatCount(totals.refusedEvents)} refused.`,
    ...(totals.lines === 0 && sent === 0 ? ['Nothing new in the log.'] : []),
    ...shorten([...totals.refused.values()].map(describeRefused)),
    ...shorten([...totals.unowned.values()].map(describeUnowned)),
    ...describeLosses(totals.losses.list()),
  ];
  if (facts.unfinished_bytes > 0) {
    lines.push(
      `The last line (${formatCount(facts.unfinished_bytes)} bytes) is incomplete and left for the next run.`,
    );
  }
  return `${[...lines, ...describeDays(totals, facts.timeZone)].join('\n')}\n`;
}

function describeRefused({ reason, site, requests, firstLine }: Refused): string {
  return `  refused ${formatCounted(requests)} of ${site}${inLine(firstLine)}: ${reason}`;
}

function describeUnowned({ site, requests, firstLine }: Refused): string {
  return `  ${formatCounted(requests)} of ${site}${inLine(firstLine)} were made when no account held the site. They are not charged.`;
}

function formatCounted(requests: bigint | number): string {
  return `${formatCount(requests)} ${BigInt(requests) === 1n ? 'request' : 'requests'}`;
}

function inLine(firstLine: number | undefined): string {
  return firstLine === undefined ? '' : ` (first in line ${formatCount(firstLine)})`;
}

/** What each reason means, and what to do. */
const ADVICE: Partial<Record<LossReason, string>> = {
  'a host without a site': 'Map these hosts with --hosts, or use --site for all other hosts.',
  'not in this format': 'If these lines are requests, set --format.',
  'no line #Fields above it': 'Use a log that includes its #Fields line.',
  'no date and time in #Fields': 'Configure the server to log the fields date and time next to each other.',
  'no sc-bytes in #Fields': 'Configure the server to log the field sc-bytes (IIS: Bytes Sent).',
  'no host': 'The log does not name their site. They are not charged.',
  'two possible readings': 'Such lines can be forged. Configure the server to escape quotes in request data.',
};

function describeLosses(losses: readonly Loss[]): string[] {
  const reasons = [...new Set(losses.map(({ reason }) => reason))];
  return reasons.flatMap((reason) => {
    const same = losses.filter((loss) => loss.reason === reason);
    const total = same.reduce((sum, { requests }) => sum + requests, 0);
    const advice = ADVICE[reason];
    return [
      `${formatCounted(total)} left out, ${reason}:`,
      ...shorten(same.map(describeLoss)),
      ...(advice === undefined ? [] : [`  ${advice}`]),
    ];
  });
}

function describeLoss({ reason, host, requests, firstLine, beginning }: Loss): string {
  const where = `  ${formatCount(requests)}${host === undefined ? '' : ` of ${printable(host)}`}, first in line ${formatCount(firstLine)}`;
  return reason === 'another host' || reason === 'too long' ? where : `${where}: ${printable(beginning)}`;
}

const SHOWN_MAX = 20;

function shorten(lines: readonly string[]): string[] {
  const more = lines.length - SHOWN_MAX;
  return more <= 0 ? [...lines] : [...lines.slice(0, SHOWN_MAX), `  and ${formatCount(more)} more`];
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
