/** So long may figures be worked out before whoever else waits for this thread is served. */
const SLICE_MS = 10;

const waiting: (() => void)[] = [];
let isRunning = false;

/**
 * Works something out when its turn comes. However many ask at once, what they ask for is done one after the other,
 * and between two that took long the event loop goes round: so many large accounts holds up nobody else for
 * longer than the largest of them takes.
 */
export function inTurn<Outcome>(work: () => Outcome): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    waiting.push(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    if (isRunning) return;
    isRunning = true;
    setImmediate(goOn);
  });
}

function goOn(): void {
  const until = performance.now() + SLICE_MS;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    next();
    if (performance.now() >= until) break;
  }
  isRunning = waiting.length > 0;
  if (isRunning) setImmediate(goOn);
}
