import type { UsageBatches } from './job.js';

export interface WrittenEvent {
  readonly id: string;
  readonly source: string;
  readonly site: string;
  readonly meter: string;
  readonly quantity: string;
  readonly time: string;
}

const METERS = ['requests', 'bandwidth'] as const;

/** The events of a batch, the same each time. */
export function usageBatch(batches: UsageBatches, index: number): WrittenEvent[] {
  const { batchSize, run, sites, from, batches: round } = batches;
  const batch = round === undefined ? index : index % round;
  return Array.from({ length: batchSize }, (_, position) => {
    const number = batch * batchSize + position;
    return {
      id: `${run}-${number}`,
      source: 'edge-1',
      site: sites[position % sites.length] ?? '',
      meter: METERS[number & 1] ?? 'requests',
      quantity: String(1 + (number % 4_093)),
      time: new Date(from + position * 50).toISOString(),
    };
  });
}
