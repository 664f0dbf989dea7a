/** A computation may take this long before other work on this thread gets a turn. */
const SLICE_MS = 10;

const waiting: (() => void)[] = [];
let isRunning = false;

/**
 * Runs a computation when its turn comes. Simultaneous requests are computed one after the other, and the event loop
 * runs between two long ones. Even with many large accounts, other requests wait no longer than the largest of them
 * takes.
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
