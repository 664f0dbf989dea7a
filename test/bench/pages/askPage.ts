import { Agent, request } from 'node:http';

export interface PageResponse {
  readonly status: number;
  /** Until the first byte of the answer, from the moment the request was written. */
  readonly firstByteMs: number;
  readonly body: string;
  /** Of the body and the head together. */
  readonly bytes: number;
}

/** One connection is kept, as a browser does that goes from page to page. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Requests a page as a logged-in user. */
export function askPage(port: number, path: string, cookie: string): Promise<PageResponse> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const headers = { cookie, accept: 'text/html' };
    const pageRequest = request({ agent, host: '127.0.0.1', port, path, headers }, (answer) => {
      const firstByteMs = performance.now() - began;
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const whole = Buffer.concat(chunks);
        const bytes = whole.length + answer.rawHeaders.join('').length;
        resolve({ status: answer.statusCode ?? 0, firstByteMs, body: whole.toString('latin1'), bytes });
      });
    });
    pageRequest.on('error', reject);
    pageRequest.end();
  });
}

/** What a page weighs with everything it brings along: style sheets, pictures, frames. */
export async function weigh(port: number, page: PageResponse, cookie: string): Promise<number> {
  let bytes = page.bytes;
  const parts = page.body.matchAll(
    /<(?:link[^>]*rel="stylesheet"[^>]*href|img[^>]*src|iframe[^>]*src)="(\/[^"]+)"/g,
  );
  for (const path of new Set(Array.from(parts, ([, found = '']) => found.replaceAll('&amp;', '&')))) {
    bytes += (await askPage(port, path, cookie)).bytes;
  }
  return bytes;
}
