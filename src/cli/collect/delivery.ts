import { type LoggedUsage, usageEvents } from '../../logs/index.js';
import type { Batch } from './intake.js';
import { addSpans, describeOverlaps, logsOf, type OtherLog } from './otherLogs.js';
import { isKnownSystem, leaveMarker } from './knownSystem.js';
import type { PostUsage } from './post.js';
import { isTooOld, type RefusedEvents } from './refusedEvents.js';
import type { Generation, PendingBatch, StateFile } from './state.js';
import type { Refused, RunTotals } from './totals.js';

/** The API takes 10,000 events and 5 MB at once; this stays well under both. */
const POST_EVENTS_MAX = 5_000;

export interface DeliveryParts {
  readonly source: string;
  readonly timeZone: string;
  readonly stateFile: StateFile;
  readonly refused: RefusedEvents;
  readonly post: PostUsage;
  readonly totals: RunTotals;
  readonly others: readonly OtherLog[];
  readonly say: (text: string) => void;
  readonly now: () => number;
}

/** Sends batches so that each counts exactly once, whenever the process or the system may die. */
export class Delivery {
  readonly #parts: DeliveryParts;
  /** The overlaps that were told. */
  readonly #warned = new Set<string>();
  /** By event, the first line it counts; of what earlier runs read nothing is known. */
  #firstLines: ReadonlyMap<string, number> = new Map();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Sends what an earlier run wrote down and had no answer for. */
  async finishPending(): Promise<void> {
    const { pending } = this.#parts.stateFile.state;
    if (pending !== null) await this.#send(pending);
  }

  /** Forgets everything when the system is not the one it was sent to; true when it did. */
  async forgetUnlessKnown(): Promise<boolean> {
    const { stateFile, refused, post, now } = this.#parts;
    if (await isKnownSystem(stateFile, post, now())) return false;
    await refused.replace([]);
    await stateFile.forget();
    return true;
  }

  /** Sends a stretch of a log and moves the log's offset behind it. */
  async deliver(generation: Generation, batch: Batch): Promise<void> {
    const { stateFile, source, post } = this.#parts;
    this.#warnOfOthers(generation, batch);
    const events = this.#eventsOf(batch, source, generation);
    const anchor = batch.anchor ?? generation.anchor;
    const { id, target } = generation;
    generation.spans = addSpans(generation.spans ?? {}, batch.tallies);
    const pending = { generation: id, target, end: batch.end, lines: batch.lines, anchor, events };
    if (events.length > 0) {
      await leaveMarker(stateFile, post, events);
      stateFile.state.pending = pending;
      await stateFile.save();
    }
    await this.#send(pending);
  }

  /**
   * Sends events whose log must not be noted: an older copy of one that was already read further. The system
   * knows them all, and if it does not, they are new to it.
   */
  async deliverUnnoted(generation: Generation, batch: Batch): Promise<void> {
    const { source } = this.#parts;
    const events = this.#eventsOf(batch, source, generation);
    await this.#parts.refused.keep(await this.#post(events));
  }

  /** Once for each pair of logs and site: a log that is followed comes again and again. */
  #warnOfOthers(generation: Generation, { tallies }: Batch): void {
    const { others, source, stateFile, say } = this.#parts;
    const logs = [...others, ...logsOf(source, stateFile.state.generations, generation)];
    for (const text of describeOverlaps({ source, path: generation.path }, tallies, logs)) {
      const [known = text] = text.split(' for the same time');
      if (!this.#warned.has(known)) say(text);
      this.#warned.add(known);
    }
  }

  #eventsOf({ tallies }: Batch, source: string, generation: Generation): LoggedUsage[] {
    const firstLines = new Map<string, number>();
    const events = tallies.flatMap((tally) => {
      const both = usageEvents(tally, source, generation.id);
      for (const { id } of both) firstLines.set(id, tally.firstLine);
      return both;
    });
    this.#firstLines = firstLines;
    return events;
  }

  /** Offers again what was refused earlier, since the reason may have passed. */
  async offerRefused(): Promise<void> {
    const { refused, now } = this.#parts;
    const events = await refused.load(now());
    if (events.length > 0) await refused.replace(await this.#post(events));
  }

  async #send(pending: PendingBatch): Promise<void> {
    const { stateFile, refused } = this.#parts;
    await refused.keep(await this.#post(pending.events));
    const generation = stateFile.find(pending.generation, pending.target);
    if (generation !== undefined) {
      generation.offset = pending.end;
      generation.lines = pending.lines;
      generation.anchor = pending.anchor;
    }
    stateFile.state.pending = null;
    await stateFile.save();
  }

  /** Answers with the refused events that are worth offering again. */
  async #post(events: readonly LoggedUsage[]): Promise<LoggedUsage[]> {
    const retained: LoggedUsage[] = [];
    for (let from = 0; from < events.length; from += POST_EVENTS_MAX) {
      const slice = events.slice(from, from + POST_EVENTS_MAX);
      retained.push(...(await this.#postSlice(slice)));
    }
    return retained;
  }

  async #postSlice(events: readonly LoggedUsage[]): Promise<LoggedUsage[]> {
    const { post, totals, timeZone, now } = this.#parts;
    const { accepted, duplicates, rejected } = await post(events);
    totals.accepted += accepted;
    totals.duplicates += duplicates;
    const reasons = new Map(rejected.map(({ index, reason }) => [index, reason]));
    const retained: LoggedUsage[] = [];
    events.forEach((event, index) => {
      const reason = reasons.get(index);
      if (reason === undefined) totals.noteCounted(event, timeZone);
      else if (isUnowned(reason)) totals.noteUnowned(this.#refusedOf(events, index, reasons));
      else totals.noteRefused(this.#refusedOf(events, index, reasons));
      if (reason !== undefined && !isTooOld(event, now()) && !isFinal(reason)) retained.push(event);
    });
    return retained;
  }

  #refusedOf(events: readonly LoggedUsage[], index: number, reasons: ReadonlyMap<number, string>): Refused {
    const { site = '', id = '' } = events[index] ?? {};
    const requests = requestsOf(events, index, reasons);
    return { reason: reasons.get(index) ?? '', site, requests, firstLine: this.#firstLines.get(id) };
  }
}

/** Where the bytes of a request are refused as well as itself, it is one request. */
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

/** No account held the site at the event's time, and none ever will have. */
function isUnowned(reason: string): boolean {
  return /no account of yours held/i.test(reason);
}

/** The id is taken by another payload, or the time belongs to nobody any more: offering it again cannot change that. */
function isFinal(reason: string): boolean {
  return isUnowned(reason) || /counted before|payload|conflict|account was closed/i.test(reason);
}
