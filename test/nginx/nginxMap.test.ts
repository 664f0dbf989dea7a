import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import { freePort } from '../../src/embedded/ports.js';
import { commandFor } from '../connectors/receiver.js';
import { fillExample, findNginx, startNginx } from './nginx.js';
import { visit } from './visit.js';

const binary = findNginx();
const EXAMPLE = new URL('../../docs/nginx-map.conf.example', import.meta.url);
const CHALLENGE = '/.well-known/acme-challenge/token';

it.skipIf(binary === undefined)(
  'docs/nginx-map.conf.example closes and opens a site by the map file',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sitetab-map-'));
    await mkdir(join(folder, '.well-known/acme-challenge'), { recursive: true });
    await writeFile(join(folder, CHALLENGE), 'proof');
    const path = join(folder, 'suspended.map');
    const site = createServer((_, response) => response.end('served'));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const port = await freePort();
    const order = { ...commandFor(''), hostnames: ['client.example'] };

    const connectorThat = (reload: readonly [string, ...string[]]) => {
      const connectors = createConnectors({ webhook: { allowPrivate: false }, mapFile: { path, reload } });
      const connector = connectors.forKind('map-file');
      if (connector === undefined) throw new Error('There is a map-file connector.');
      return connector;
    };
    // The include has to be there before nginx starts, as docs/local-connectors.md says.
    await connectorThat(['true']).reactivate({ ...order, generation: 6 });
    const config = await fillExample(EXAMPLE, {
      'listen 80;': `listen 127.0.0.1:${port};`,
      '127.0.0.1:8080': `127.0.0.1:${(site.address() as AddressInfo).port}`,
      '/var/lib/sitetab/suspended.map': path,
      '/var/www/acme': folder,
    });
    const nginx = await startNginx(binary ?? '', config, port);
    try {
      const connector = connectorThat(['kill', '-HUP', String(nginx.pid)]);
      // While nginx reloads, its old worker may still take a visit or two; each visit is judged by itself.
      let last = await visit(port, '/');
      const status = async () => (last = await visit(port, '/')).status;
      expect(last).toMatchObject({ status: 200, body: 'served' });
      expect(await connector.suspend(order)).toEqual({ outcome: 'confirmed', generation: 7 });
      await expect.poll(status, { interval: 10 }).toBe(503);
      expect(last.body).toContain('This site is suspended');
      expect(last.headers).toMatchObject({ 'retry-after': '3600', 'content-type': 'text/html' });
      expect(await visit(port, CHALLENGE)).toMatchObject({ status: 200, body: 'proof' });
      await connector.reactivate({ ...order, generation: 8 });
      await expect.poll(status, { interval: 10 }).toBe(200);
    } finally {
      await nginx.stop();
      site.closeAllConnections();
      await new Promise((resolve) => site.close(resolve));
      await rm(folder, { recursive: true });
    }
  },
);
