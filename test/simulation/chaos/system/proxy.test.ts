import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Line } from './proxy.js';

it('a line that is slow and fast again keeps the order of what it carries', async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const line = await Line.to(() => (server.address() as AddressInfo).port);
  const socket = connect(line.port, '127.0.0.1');
  let echoed = '';
  socket.on('data', (bytes) => (echoed += bytes.toString()));
  let sent = '';
  for (let piece = 0; piece < 60; piece += 1) {
    line.slowDown([0, 40, 5][piece % 3] ?? 0);
    socket.write(`${piece} `);
    sent += `${piece} `;
    await delay(4);
  }
  await expect.poll(() => echoed.length).toBe(sent.length);
  expect(echoed).toBe(sent);
  socket.destroy();
  await line.stop();
  server.close();
});
