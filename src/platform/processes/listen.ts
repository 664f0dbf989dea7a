import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';

export interface ListenOptions {
  readonly url: string;
  readonly channel: 'sitetab_gate';
  readonly onNotify: (payload: string) => void;
  /** True when notifications arrive (again) from now on; false when some may have been missed. */
  readonly onState: (healthy: boolean) => void;
}

export interface Listening {
  stop(): Promise<void>;
}

const RETRY_MS = 250;
const HEARTBEAT_MS = 5_000;

/** The driver passes it on but does not document it; the version is pinned. */
interface NotifyOption {
  onnotify: (channel: string, payload: string) => void;
}

/**
 * Listens to a PostgreSQL channel on a separate connection and retries until stopped. A dependent cache gets a callback
 * when the connection is lost, which the driver's own `listen` does not report.
 */
export function listenTo(options: ListenOptions): Listening {
  const stopping = new AbortController();
  let client: postgres.Sql | undefined;
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      const lost = new Promise<void>((resolve) => {
        client = openListener(options, resolve);
      });
      if (client !== undefined) await listenOnce(client, options, lost, stopping.signal);
      options.onState(false);
      await client?.end({ timeout: 0 }).catch(() => undefined);
      await delay(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await client?.end({ timeout: 0 }).catch(() => undefined);
      await ended;
    },
  };
}

function openListener(options: ListenOptions, onLost: () => void): postgres.Sql {
  const notify: NotifyOption = { onnotify: (_channel, payload) => options.onNotify(payload) };
  return postgres(options.url, {
    max: 1,
    fetch_types: false,
    max_lifetime: null,
    connect_timeout: 5,
    connection: { application_name: 'sitetab gate' },
    onnotice: () => undefined,
    onclose: onLost,
    ...notify,
  });
}

/** Settles when the connection is lost, stops responding, or listening ends. */
async function listenOnce(
  client: postgres.Sql,
  options: ListenOptions,
  lost: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const ended = { isLost: false };
  void lost.then(() => {
    ended.isLost = true;
  });
  const wait = (ms: number): Promise<unknown> => delay(ms, undefined, { signal }).catch(() => undefined);
  try {
    await Promise.race([client.unsafe(`listen ${options.channel}`), rejectAfter(HEARTBEAT_MS)]);
    options.onState(true);
    for (;;) {
      await Promise.race([lost, wait(HEARTBEAT_MS)]);
      if (ended.isLost || signal.aborted) return;
      await Promise.race([client`select 1`, rejectAfter(HEARTBEAT_MS)]);
    }
  } catch {
    // Any error means that notifications no longer arrive; the loop tries again.
  }
}

async function rejectAfter(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false });
  throw new Error('no answer');
}
