import { setTimeout as delay } from 'node:timers/promises';

/** A host that was recorded within this time is not recorded again. */
const AGAIN_MS = 5 * 60_000;
/** All hosts asked about within this time are recorded by one statement. */
const GATHERED_MS = 1_000;

/**
 * Notes the hosts that web servers ask about, and records them a few at a time, each at most every five minutes. No
 * visitor waits for that. What could not be recorded is noted with the next request.
 */
export function createGateAsks(
  record: (hosts: readonly string[]) => Promise<void>,
  onFailure: (error: unknown) => void,
): (host: string) => void {
  const notedAt = new Map<string, number>();
  let waiting: string[] = [];
  const flush = async (): Promise<void> => {
    await delay(GATHERED_MS, undefined, { ref: false });
    const hosts = waiting;
    waiting = [];
    try {
      await record(hosts);
    } catch (error) {
      for (const host of hosts) notedAt.delete(host);
      onFailure(error);
    }
  };
  return (host) => {
    const now = performance.now();
    const last = notedAt.get(host);
    if (last !== undefined && now - last < AGAIN_MS) return;
    notedAt.set(host, now);
    if (waiting.push(host) === 1) void flush();
  };
}
