import { serve, type ServerType } from '@hono/node-server';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGate, type GateVerdict } from '../../api/public/gate/gate.js';
import { freePort } from '../../src/embedded/ports.js';
import { fillExample, findNginx, startNginx } from './nginx.js';
import { visit } from './visit.js';

const binary = findNginx();
const EXAMPLE = new URL('../../docs/nginx.conf.example', import.meta.url);
const CHALLENGE = '/.well-known/acme-challenge/token';

if (binary === undefined) {
  console.warn('SKIPPED test/nginx: there is no nginx on this machine (Debian: apt-get install nginx).');
}

describe.skipIf(binary === undefined)('docs/nginx.conf.example before a site', () => {
  const ledger = new Map<string, GateVerdict>([['client.example', { state: 'active' }]]);
  let changed: (host: string | null) => void = () => undefined;
  let folder = '';
  let port = 0;
  let gatePort = 0;
  let sitePort = 0;
  let site: Server;
  let gateServer: ServerType;
  let nginx: Awaited<ReturnType<typeof startNginx>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sitetab-site-'));
    await mkdir(join(folder, '.well-known/acme-challenge'), { recursive: true });
    await writeFile(join(folder, CHALLENGE), 'proof');
    site = createServer((visit, response) => {
      const forbidden = visit.url === '/forbidden';
      visit
        .resume()
        .on('end', () => response.writeHead(forbidden ? 403 : 200).end(`${visit.method ?? ''} served`));
    });
    sitePort = await listen(site);
    gatePort = await freePort();
    gateServer = await startGate();
    port = await freePort();
    nginx = await startNginx(binary ?? '', await example(port), port);
  });

  afterAll(async () => {
    await nginx.stop();
    await stop(gateServer as Server);
    await stop(site);
    await rm(folder, { recursive: true });
  });

  function startGate(): Promise<ServerType> {
    const { app } = createGate({
      lookup: (host) => Promise.resolve(ledger.get(host)),
      subscribe: (onChange, onState) => {
        changed = onChange;
        onState(true);
      },
      page: (host) => `<h1>${host} is suspended</h1>`,
    });
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: gatePort, hostname: '127.0.0.1' }, () =>
        resolve(server),
      );
    });
  }

  function example(listenPort: number, changes: Record<string, string> = {}): Promise<string> {
    return fillExample(EXAMPLE, {
      'listen 80;': `listen 127.0.0.1:${listenPort};`,
      '127.0.0.1:3001': `127.0.0.1:${gatePort}`,
      '/var/cache/nginx/sitetab-gate': join(folder, `cache-${listenPort}`),
      '127.0.0.1:8080': `127.0.0.1:${sitePort}`,
      '/var/www/acme': folder,
      ...changes,
    });
  }

  async function restartNginx(): Promise<void> {
    await nginx.stop();
    nginx = await startNginx(binary ?? '', await example(port), port);
  }

  function setState(state: GateVerdict['state']): void {
    ledger.set('client.example', { state });
    changed('client.example');
  }

  /** The answer once the gate's last one is no longer good, which takes two seconds at most. */
  async function soon(status: number, host = 'client.example', at = port): Promise<void> {
    const ask = async (): Promise<number> => (await visit(at, '/', { headers: { host } })).status;
    await expect.poll(ask, { interval: 50 }).toBe(status);
  }

  it('serves the site of a client in credit', async () => {
    expect(await visit(port, '/')).toMatchObject({ status: 200, body: 'GET served' });
    expect(await visit(port, '/order?a=b', { method: 'POST' })).toMatchObject({
      status: 200,
      body: 'POST served',
    });
  });

  it('closes with the page, 503 and Retry-After, opens again, and lets the certificate be renewed all along', async () => {
    expect(await visit(port, CHALLENGE)).toMatchObject({ status: 200, body: 'proof' });
    setState('suspended');
    await soon(503);
    for (const method of ['GET', 'POST']) {
      const closed = await visit(port, '/deep/page?answer=other', { method });
      expect(closed).toMatchObject({ status: 503, body: '<h1>client.example is suspended</h1>' });
      expect(closed.headers).toMatchObject({
        'content-type': 'text/html; charset=UTF-8',
        'retry-after': '3600',
        'cache-control': 'no-store',
      });
    }
    expect(await visit(port, '/', { method: 'HEAD' })).toMatchObject({ status: 503, body: '' });
    expect(await visit(port, CHALLENGE)).toMatchObject({ status: 200, body: 'proof' });
    setState('active');
    await soon(200);
  });

  it('goes by the host nginx chose, whatever the visitor claims', async () => {
    setState('suspended');
    await soon(503);
    expect((await visit(port, '/', { headers: { 'x-forwarded-host': 'open.example' } })).status).toBe(503);
    const spelled = [
      `CLIENT.example.:${port}`,
      'client.example:123456',
      'client.example:http',
      'Client.Example',
    ];
    for (const host of spelled) {
      expect([400, 503], host).toContain((await visit(port, '/', { headers: { host } })).status);
    }
    expect((await visit(port, '/sitetab-gate')).status).toBe(404);
    expect(
      (await visit(port, '/', { headers: { 'cache-control': 'no-cache', pragma: 'no-cache' } })).status,
    ).toBe(503);
    setState('active');
    await soon(200);
  });

  it('leaves a 403 of the site itself alone', async () => {
    expect(await visit(port, '/forbidden')).toMatchObject({ status: 403, body: 'GET served' });
  });

  it('leaves a 403 of nginx itself alone, where it serves the files', async () => {
    const filesPort = await freePort();
    const config = await example(filesPort, { 'proxy_pass http://client_site;': `root ${folder};` });
    const files = await startNginx(binary ?? '', config, filesPort);
    try {
      expect((await visit(filesPort, '/')).status).toBe(403);
      setState('suspended');
      await soon(503, 'client.example', filesPort);
    } finally {
      setState('active');
      await files.stop();
    }
  });

  it('serves an unregistered host', async () => {
    expect((await visit(port, '/', { headers: { host: 'stranger.example' } })).status).toBe(200);
  });

  it('keeps to the last answer while the gate is down, also after a restart of nginx', async () => {
    setState('suspended');
    await soon(503);
    ledger.set('open.example', { state: 'active' });
    await soon(200, 'open.example');
    await stop(gateServer as Server);
    // Longer than an answer is good.
    await delay(2_200);
    for (let restart = 0; restart < 2; restart += 1) {
      const closed = await visit(port, '/');
      expect([closed.status, closed.headers['retry-after']]).toEqual([503, '60']);
      expect(closed.body).toContain('This site is suspended');
      expect((await visit(port, '/', { headers: { host: 'open.example' } })).status).toBe(200);
      // Only a host that was never looked up is let through.
      expect((await visit(port, '/', { headers: { host: 'never-seen.example' } })).status).toBe(200);
      if (restart === 0) await restartNginx();
    }
    setState('active');
    gateServer = await startGate();
    await soon(200);
  });

  it('keeps the last answer while the gate takes connections and does not respond', async () => {
    setState('suspended');
    await soon(503);
    await stop(gateServer as Server);
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(gatePort, '127.0.0.1', resolve));
    try {
      await delay(2_200);
      const many = await Promise.all(Array.from({ length: 5 }, () => visit(port, '/', { method: 'HEAD' })));
      expect(many.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
    } finally {
      await stop(silent);
      gateServer = await startGate();
    }
    setState('active');
    await soon(200);
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
