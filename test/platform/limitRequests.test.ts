import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { limitRequests } from '../../cli/processes/limitRequests.js';

const LIMITS = { inAll: 5, perSocket: 3 };

describe('requests at once', () => {
  let server: Server | undefined;
  let release: () => void = () => undefined;

  afterEach(async () => {
    release();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  });

  /** A server on which every request waits until it is released. */
  async function start(): Promise<{ url: string; port: number; working: () => number }> {
    let working = 0;
    const released = new Promise<void>((resolve) => (release = resolve));
    const work = limitRequests(async (request, response) => {
      working += 1;
      if (request.url?.startsWith('/v1') === true) await released;
      working -= 1;
      response.end('done');
    }, LIMITS);
    const made = createServer((request, response) => void work(request, response));
    server = made;
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    const { port } = made.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, port, working: () => working };
  }

  it('are limited, and further ones get 503 with Retry-After', async () => {
    const { url, working } = await start();
    const first = Array.from({ length: 5 }, () => fetch(`${url}/v1/accounts`));
    while (working() < 5) await delay(5);
    const beyond = await fetch(`${url}/v1/accounts`);
    expect(beyond.status).toBe(503);
    expect(beyond.headers.get('retry-after')).toBe('1');
    expect(beyond.headers.get('content-type')).toBe('application/problem+json');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/gate?answer=page`)).status).toBe(200);
    release();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await fetch(`${url}/v1/accounts`)).status).toBe(200);
  });

  it('are fewer on one connection, which ends after the first that is refused', async () => {
    const { port, working } = await start();
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET /v1/accounts HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(50));
    while (working() < 3) await delay(5);
    await delay(50);
    expect(working()).toBe(3);
    release();
    await ended;
    expect(received.match(/HTTP\/1.1 \d+/g)).toEqual([
      ...['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 200'],
      'HTTP/1.1 503',
    ]);
  });

  it('count as long as they are worked on, though their client is gone', async () => {
    const { url, port, working } = await start();
    for (const reached of [3, 5]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('GET /v1/accounts HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(3));
      while (working() < reached) await delay(5);
      socket.destroy();
    }
    expect((await fetch(`${url}/v1/accounts`)).status).toBe(503);
    release();
    await expect.poll(async () => (await fetch(`${url}/v1/accounts`)).status).toBe(200);
  });
});
