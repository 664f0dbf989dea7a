import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { DATA_HEADERS } from '../http/problem.js';
import type { ExportFile } from './accounting/exportFile.js';

/** Files as one streamed zip; a piece of one file is in memory at a time. */
export function zipFile(name: string, files: AsyncIterable<ExportFile>): Response {
  const bytes = zipBytes(files);
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await bytes.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => {
      await bytes.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '-')}.zip"`,
    },
  });
}

/** The same as pieces of bytes. */
export async function* zipBytes(files: AsyncIterable<ExportFile>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  let fault: unknown;
  const zip = new Zip((error, chunk) => {
    // The types promise null only; the library gives undefined as well.
    if ((error as Error | null | undefined) != null) fault = error;
    else ready.push(chunk);
  });
  for await (const { name, chunks } of files) {
    // A PDF is compressed already.
    const entry = name.endsWith('.pdf') ? new ZipPassThrough(name) : new ZipDeflate(name);
    zip.add(entry);
    for await (const chunk of chunks()) {
      entry.push(new Uint8Array(chunk));
      if (fault !== undefined) throw toError(fault);
      yield* ready.splice(0);
    }
    entry.push(new Uint8Array(), true);
    yield* ready.splice(0);
  }
  zip.end();
  if (fault !== undefined) throw toError(fault);
  yield* ready.splice(0);
}

function toError(fault: unknown): Error {
  return fault instanceof Error ? fault : new Error(String(fault));
}
