/** Why a body was not read: it is too large, or took too long. */
type Unread = 'too large' | 'too slow';

interface Bounds {
  readonly bytesMax: number;
  /** Without it, the server's own request timeout applies. */
  readonly withinMs?: number;
}

/**
 * Reads the body of a request or response up to the allowed size, regardless of the declared length. A body that is too
 * large is never held in memory.
 */
export async function readBytes(
  message: Pick<Request, 'headers' | 'body'>,
  { bytesMax, withinMs }: Bounds,
): Promise<Buffer | Unread> {
  if (Number(message.headers.get('content-length') ?? 0) > bytesMax) return 'too large';
  if (message.body === null) return Buffer.alloc(0);
  const reader = (message.body as ReadableStream<Uint8Array>).getReader();
  const late = withinMs === undefined ? undefined : lateness(withinMs);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const chunk = await (late === undefined ? reader.read() : Promise.race([reader.read(), late.comes]));
      if (chunk === 'too slow') return 'too slow';
      if (chunk.done) return Buffer.concat(chunks, length);
      length += chunk.value.length;
      if (length > bytesMax) return 'too large';
      chunks.push(chunk.value);
    }
  } finally {
    late?.stop();
  }
}

function lateness(withinMs: number): { readonly comes: Promise<'too slow'>; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const comes = new Promise<'too slow'>((resolve) => {
    timer = setTimeout(() => resolve('too slow'), withinMs);
  });
  return { comes, stop: () => clearTimeout(timer) };
}
