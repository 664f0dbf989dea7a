/** The least a gate can be: a bare route that answers 204, served as the program serves its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';

const app = new Hono();
app.get('/gate', (context) => context.body(null, 204));
const answer = getRequestListener((request) => app.fetch(request));
const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
