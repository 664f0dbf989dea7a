import { REPEATED, UNOWNED } from '../../../src/core/values/usageReasons.js';
import { type LoggedUsage, type Tally, usageEvents } from '../../../src/logs/reading/chunk.js';
import { isKnownSystem, leaveMarker } from '../knownSystem.js';
import type { Generation, PendingBatch, StateFile } from '../state.js';
import type { Batch } from './intake.js';
import { type FindSources, SourceCheck } from './otherSources.js';
import type { PostUsage } from './post.js';
import { isTooOld, type RefusedEvents } from './refusedEvents.js';
import type { RunTotals } from './totals.js';

/** The API accepts 10,000 events and 5 MB per request. This stays well below both, as each tally is two events. */
const POST_TALLIES_MAX = 2_500;

export interface DeliveryParts {
  readonly source: string;
  readonly timeZone: string;
  readonly stateFile: StateFile;
  readonly refused: RefusedEvents;
  readonly post: PostUsage;
  readonly totals: RunTotals;
  readonly findSources: FindSources;
  readonly say: (text: string) => void;
  readonly now: () => number;
}

/** Sends batches so that each counts exactly once, even if the process or the system is killed. */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #sources: SourceCheck;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#sources = new SourceCheck(parts.findSources);
  }

  /** Sends the events that an earlier run stored and that were not acknowledged. */
  async finishPending(): Promise<void> {
    const { pending } = this.#parts.stateFile.state;
    if (pending !== null) await this.#send(pending);
  }

  /** Resets the state when the system is not the one it was written for; true when it was reset. */
  async forgetUnlessKnown(): Promise<boolean> {
    const { stateFile, refused, post, now } = this.#parts;
    if (await isKnownSystem(stateFile, post, now())) return false;
    await refused.replace([]);
    await stateFile.forget();
    return true;
  }

  /** Sends a batch of a log and moves the log's offset past it. */
  async deliver(generation: Generation, batch: Batch): Promise<void> {
    const { stateFile, source, post, say } = this.#parts;
    const { end, lines, tallies, anchor = generation.anchor } = batch;
    const { id, target } = generation;
    const warnings = await this.#sources.describe(generation, stateFile.state.generations, tallies);
    for (const text of warnings) say(text);
    const pending = { generation: id, target, end, lines, anchor, tallies };
    const newest = newestOf(tallies);
    if (newest !== undefined) {
      await leaveMarker(stateFile, post, usageEvents(newest, source, id)[0]);
      stateFile.state.pending = pending;
      await stateFile.save();
    }
    await this.#send(pending);
  }

  /**
   * Sends events of an older copy of a log, without changing the log's offset. The system knows these events already,
   * or counts them as new.
   */
  async deliverUnnoted(generation: Generation, batch: Batch): Promise<void> {
    await this.#parts.refused.keep(await this.#postTallies(batch.tallies, generation.id));
  }

  /** Sends previously refused events again, since the reason may no longer apply. */
  async offerRefused(): Promise<void> {
    const { refused, now } = this.#parts;
    const events = await refused.load(now());
    const retained: LoggedUsage[] = [];
    for (const part of inParts(events, 2 * POST_TALLIES_MAX)) retained.push(...(await this.#post(part)));
    if (events.length > 0) await refused.replace(retained);
  }

  async #send(pending: PendingBatch): Promise<void> {
    const { stateFile, refused } = this.#parts;
    await refused.keep(await this.#postTallies(pending.tallies, pending.generation));
    const generation = stateFile.find(pending.generation, pending.target);
    if (generation !== undefined) {
      generation.offset = pending.end;
      generation.lines = pending.lines;
      generation.anchor = pending.anchor;
    }
    stateFile.state.pending = null;
    await stateFile.save();
  }

  /** Returns the refused events that are worth sending again. */
  async #postTallies(tallies: readonly Tally[], generation: string): Promise<LoggedUsage[]> {
    const retained: LoggedUsage[] = [];
    for (const part of inParts(tallies, POST_TALLIES_MAX)) {
      const events = part.flatMap((tally) => usageEvents(tally, this.#parts.source, generation));
      retained.push(...(await this.#post(events, part)));
    }
    return retained;
  }

  /** For events refused in an earlier run, the lines they count are no longer known. */
  async #post(events: readonly LoggedUsage[], tallies: readonly Tally[] = []): Promise<LoggedUsage[]> {
    const { post, totals, timeZone, now } = this.#parts;
    const { accepted, duplicates, rejected } = await post(events);
    totals.accepted += accepted;
    totals.duplicates += duplicates;
    const reasons = new Map(rejected.map(({ index, reason }) => [index, reason]));
    const retained: LoggedUsage[] = [];
    events.forEach((event, index) => {
      const reason = reasons.get(index);
      if (reason === undefined) {
        totals.noteCounted(event, timeZone);
        return;
      }
      const firstLine = tallies[index >> 1]?.firstLine;
      const refused = { reason, site: event.site, requests: requestsOf(events, index, reasons), firstLine };
      if (reason === UNOWNED) totals.noteUnowned(refused);
      else totals.noteRefused(refused);
      if (!isTooOld(event, now()) && !isFinal(reason)) retained.push(event);
    });
    return retained;
  }
}

function inParts<Item>(items: readonly Item[], length: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, part) =>
    items.slice(part * length, (part + 1) * length),
  );
}

function newestOf(tallies: readonly Tally[]): Tally | undefined {
  let newest = tallies[0];
  for (const tally of tallies) if (newest === undefined || tally.bucketAt > newest.bucketAt) newest = tally;
  return newest;
}

/** If a request's bytes are refused as well as the request itself, it counts as one request. */
function requestsOf(
  events: readonly LoggedUsage[],
  index: number,
  reasons: ReadonlyMap<number, string>,
): bigint {
  const event = events[index];
  if (event?.meter === 'requests') return BigInt(event.quantity);
  const before = events[index - 1];
  const isPair = before !== undefined && before.id.replace(/requests$/, 'bandwidth') === event?.id;
  return isPair && reasons.get(index - 1) !== reasons.get(index) ? BigInt(before.quantity) : 0n;
}

/** Sending the event again would be refused again. */
function isFinal(reason: string): boolean {
  return [UNOWNED, REPEATED.other, REPEATED.voided].includes(reason);
}
