import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/embedded/ports.js';
import { type Sandbox, startSandbox } from '../setup/sandbox.js';
import { openAccount } from '../acceptance/account.js';
import { BODIES } from '../budget/bodies.js';
import { fillExample, findNginx, startNginx } from './nginx.js';
import { visit } from './visit.js';

const binary = findNginx();
const EXAMPLE = new URL('../../docs/nginx.conf.example', import.meta.url);
/** Each keeps the one thread that answers pages and API busy. */
const ATTACKERS = 6;

if (binary === undefined) {
  console.warn('SKIPPED test/nginx: there is no nginx on this machine (Debian: apt-get install nginx).');
}

describe.skipIf(binary === undefined)(
  'nginx before a suspended site, with the gate of a running system',
  () => {
    let sandbox: Sandbox;
    let site: Server;
    let folder = '';
    let port = 0;
    let nginx: Awaited<ReturnType<typeof startNginx>>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sitetab-burning-'));
      sandbox = await startSandbox();
      site = createServer((_request, response) => response.end('served'));
      await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
      port = await freePort();
      const config = await fillExample(EXAMPLE, {
        'listen 80;': `listen 127.0.0.1:${port};`,
        '127.0.0.1:3001': new URL(sandbox.gateUrl).host,
        '/var/cache/nginx/sitetab-gate': join(folder, 'cache'),
        '127.0.0.1:8080': `127.0.0.1:${(site.address() as AddressInfo).port}`,
        '/var/www/acme': folder,
      });
      nginx = await startNginx(binary ?? '', config, port);
    });
    afterAll(async () => {
      await nginx.stop();
      await new Promise((resolve) => site.close(resolve));
      await sandbox.stop();
      await rm(folder, { recursive: true });
    });

    const statusOf = async (): Promise<number> =>
      (await visit(port, '/', { headers: { host: 'client.example' } })).status;

    it('keeps it closed at every visit while strangers and clients keep the API busy', async () => {
      const sites = [{ slug: 'client', name: 'Client', hostnames: ['client.example'] }];
      const { id } = await openAccount(sandbox, { sites });
      expect(await statusOf()).toBe(200);
      await sandbox.post(`/v1/accounts/${id}/hold`, { reason: 'abuse' });
      await expect.poll(statusOf).toBe(503);

      const doors = ['/sites/client/login', '/sites/client/forgot', '/v1/plans', '/v1/usage', '/v1/accounts'];
      const attacks = doors.flatMap((door) => Object.values(BODIES).map((body) => ({ door, ...body })));
      const attack = async (): Promise<void> => {
        for (let next = attacks.pop(); next !== undefined; next = attacks.pop()) {
          const { door, type, content } = next;
          const key = door.startsWith('/v1') ? { authorization: `Bearer ${sandbox.apiKey}` } : {};
          const headers = { 'content-type': type, 'sec-fetch-site': 'same-origin', ...key };
          const answer = await fetch(sandbox.url + door, {
            ...{ method: 'POST', body: content as string, headers, redirect: 'manual' },
          }).catch(() => undefined);
          await answer?.arrayBuffer().catch(() => undefined);
        }
      };
      const attacking = { isOver: false };
      const over = Promise.all(Array.from({ length: ATTACKERS }, attack)).finally(
        () => (attacking.isOver = true),
      );
      const seen = new Map<number, number>();
      while (!attacking.isOver) {
        const status = await statusOf();
        seen.set(status, (seen.get(status) ?? 0) + 1);
      }
      await over;
      expect([...seen.keys()]).toEqual([503]);
      await sandbox.post(`/v1/accounts/${id}/release`, {});
      await expect.poll(statusOf).toBe(200);
    });
  },
);
