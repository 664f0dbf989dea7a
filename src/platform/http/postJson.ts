import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';

const RESPONSE_BYTES_MAX = 64 * 1024;

export interface JsonPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Left out: that of the system. */
  readonly lookup?: LookupFunction;
  /** Ends the whole exchange, in any phase. */
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

export class ReplyTooLargeError extends Error {
  override readonly name = 'ReplyTooLargeError';
}

/**
 * Sends one POST on a connection of its own and reads the response, up to 64 kB. Redirects are not followed: that would
 * send it, and its signature, to an address that is not in the settings.
 */
export function postJson({ url, headers, body, lookup, signal }: JsonPost): Promise<HttpReply> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent: false,
        ...(lookup === undefined ? {} : { lookup }),
        signal,
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          accept: 'application/json',
          'user-agent': 'Sitetab',
        },
      },
      (reply) => {
        readBody(reply).then((text) => resolve({ status: reply.statusCode ?? 0, body: text }), reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function readBody(reply: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop by an exception destroys the stream and its socket, so the rest is never received.
    if (bytes > RESPONSE_BYTES_MAX) throw new ReplyTooLargeError('The reply is larger than 64 kB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
