/** The least a page can be: the frame of all pages around nothing, for the same visitor, and `select 1` of the database. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { AppDeps } from '../../../api/deps.js';
import { mountPages } from '../../../api/web/mountPages.js';
import { definePage } from '../../../api/web/page.js';
import { connectSql } from '../../../src/platform/sql/sql.js';

const sql = connectSql(process.env['DATABASE_URL'] ?? '', { max: 4, name: 'bench floor' });
const empty = definePage({
  method: 'get',
  path: '/sites/{slug}/empty',
  access: 'session',
  handle: async () => {
    await sql`select 1`;
    return { title: 'Nothing', body: <h1>Nothing</h1> };
  },
});

// Of all the program is made of, a page that does nothing asks for the database, the time, its own address and its sender.
const parts: Partial<AppDeps> = {
  sql,
  clock: { now: Date.now },
  baseUrl: () => 'http://127.0.0.1',
  trustedProxies: [],
  sandbox: null,
  mailer: { from: { name: 'Bench', address: 'bench@bench.example' } } as AppDeps['mailer'],
};
const app = mountPages([empty], parts as AppDeps);
const answer = getRequestListener((request) => app.fetch(request));
const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
