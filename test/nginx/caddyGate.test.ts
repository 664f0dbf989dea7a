import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGate } from '../../api/public/gate/gate.js';
import { freePort } from '../../src/embedded/ports.js';

const hasCaddy = spawnSync('caddy', ['version']).status === 0;
if (!hasCaddy) {
  console.warn(
    'SKIPPED test/nginx/caddyGate: there is no Caddy on this machine (Debian: apt-get install caddy).',
  );
}

describe.skipIf(!hasCaddy)('the Caddyfile of docs/gate.md before a site', () => {
  let folder = '';
  let port = 0;
  let caddy: ChildProcess;
  let site: Server;
  let gate: Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sitetab-caddy-'));
    site = createServer((_visit, response) => response.end('served'));
    const { app } = createGate({
      lookup: (host) => Promise.resolve(host === 'client.example' ? { state: 'suspended' } : undefined),
      subscribe: (_onChange, onState) => {
        onState(true);
      },
      page: (host) => `<h1>${host} is suspended</h1>`,
    });
    gate = createServer(getRequestListener(app.fetch) as never);
    const [sitePort, gatePort] = [await listen(site), await listen(gate)];
    port = await freePort();
    const text = await readFile(new URL('../../docs/gate.md', import.meta.url), 'utf8');
    const example = /```caddyfile\n([^]*?)```/.exec(text)?.[1] ?? '';
    const block = example
      .replace('127.0.0.1:3001', `127.0.0.1:${gatePort}`)
      .replace('127.0.0.1:8080', `127.0.0.1:${sitePort}`)
      // Without a certificate, and for any host.
      .replace('client.example {', `http://:${port} {`);
    expect(block).toContain(`${gatePort}`);
    expect(block).toContain(`http://:${port}`);
    await writeFile(join(folder, 'Caddyfile'), `{\n\tadmin off\n}\n${block}`);
    caddy = spawn('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], {
      stdio: 'ignore',
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    });
    while ((await visit('open.example').catch(() => 0)) !== 200) await delay(50);
  });

  afterAll(async () => {
    const ended = new Promise((resolve) => caddy.once('exit', resolve));
    caddy.kill('SIGTERM');
    await ended;
    for (const server of [site, gate]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await rm(folder, { recursive: true });
  });

  /** Sent as it stands: no client of HTTP would. */
  function visit(host: string, headers = ''): Promise<number> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n${headers}Connection: close\r\n\r\n`);
      let answer = '';
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      socket.once('error', reject);
      socket.once('close', () => resolve(Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 0)));
    });
  }

  it.each([
    ...['client.example', 'CLIENT.Example', 'client.example.', 'client.example..', 'client.example:80'],
    ...[
      'client.example:123456',
      'client.example:http',
      'client.example:',
      'client.example.:x',
      '[client.example]:80',
    ],
    ...[
      '[client.example]',
      'client.example]',
      'client.example:80:80',
      'me@client.example',
      'client%2eexample',
    ],
  ])('keeps %s closed, or refuses it', async (host) => {
    expect([503, 400]).toContain(await visit(host));
    expect([503, 400]).toContain(await visit(host, 'X-Forwarded-Host: open.example\r\n'));
  });

  it('serves a host that is not suspended', async () => {
    expect(await visit('open.example:8080')).toBe(200);
  });

  it('closes when the gate is down', async () => {
    await new Promise((resolve) => {
      gate.close(resolve);
      gate.closeAllConnections();
    });
    expect([await visit('client.example'), await visit('open.example')]).toEqual([502, 502]);
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
