import { afterEach, describe, expect, it } from 'vitest';
import { addressScope } from '../../src/platform/http/addressScope.js';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import type { Resolve } from '../../src/platform/http/guardedLookup.js';
import { commandFor, report, startReceiver } from './receiver.js';

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

function suspendThrough(url: string, settings: { allowPrivate: boolean; resolve?: Resolve }) {
  const connector = createConnectors({ webhook: { timeoutMs: 3_000, ...settings } }).forKind('webhook');
  if (connector === undefined) throw new Error('There is a webhook connector.');
  return connector.suspend(commandFor(url));
}

async function startListening() {
  const receiver = await startReceiver((_, response) => report(response, 'suspended', 7));
  stop = receiver.stop;
  return receiver;
}

describe('address scopes', () => {
  it.each([
    ['93.184.216.34', 'public'],
    ['2606:4700::1111', 'public'],
    ['::ffff:93.184.216.34', 'public'],
    ['127.0.0.1', 'private'],
    ['127.255.255.254', 'private'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['::1', 'private'],
    ['fd00::1', 'private'],
    ['::ffff:127.0.0.1', 'private'],
    ['::ffff:7f00:1', 'private'],
    ['0.0.0.0', 'forbidden'],
    ['0.1.2.3', 'forbidden'],
    ['169.254.169.254', 'forbidden'],
    ['::ffff:169.254.169.254', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['::', 'forbidden'],
    ['::127.0.0.1', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fe80::1%eth0', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['64:ff9b::7f00:1', 'forbidden'],
    ['2002:7f00:1::', 'forbidden'],
    ['2001:0:1::', 'forbidden'],
    ['64:ff9b:1::a9fe:a9fe', 'forbidden'],
    ['::ffff:0:127.0.0.1', 'forbidden'],
    ['fec0::1', 'forbidden'],
    ['100::1', 'forbidden'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:0.0.0.0', 'forbidden'],
    ['0:0:0:0:0:ffff:c0a8:0101', 'private'],
    ['168.63.129.16', 'forbidden'],
    ['fd00:ec2::254', 'forbidden'],
    ['nonsense', 'forbidden'],
    ['127.0.0.1 ', 'forbidden'],
    ['0177.0.0.1', 'forbidden'],
  ])('%s is %s', (address, scope) => {
    expect(addressScope(address)).toBe(scope);
  });
});

describe('an address in the settings', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0xa9fea9fe/',
    'http://2852039166/',
    'http://0251.0376.0251.0376/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::ffff:0:0]:PORT/',
    'http://[fe80::1]/',
    'http://[fd12:3456::1]:PORT/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[::]:PORT/',
    'http://[0:0:0:0:0:ffff:7f00:0001]:PORT/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http://１２７.0.0.1:PORT/',
    'http://127。0。0。1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://0:PORT/',
  ])('%s is never connected to', async (template) => {
    const receiver = await startListening();
    const answer = await suspendThrough(template.replace('PORT', String(receiver.port)), {
      allowPrivate: false,
    });
    expect(answer).toEqual({
      outcome: 'failed',
      retryable: false,
      detail: 'The webhook URL names an address that is not on the public internet.',
    });
    expect(receiver.received).toEqual([]);
  });

  it('may be of this machine when the operator allows it, but never link-local', async () => {
    const receiver = await startListening();
    expect(await suspendThrough(receiver.url, { allowPrivate: true })).toMatchObject({
      outcome: 'confirmed',
    });
    expect(await suspendThrough('http://169.254.169.254/', { allowPrivate: true })).toMatchObject({
      outcome: 'failed',
      retryable: false,
    });
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    'of %i is a response like any other: it is not followed',
    async (status) => {
      const inner = await startListening();
      const outer = await startReceiver((_, response) =>
        response.writeHead(status, { location: inner.url }).end(),
      );
      const answer = await suspendThrough(outer.url, { allowPrivate: true });
      await outer.stop();
      expect(answer).toMatchObject({ outcome: 'failed' });
      expect(inner.received).toEqual([]);
    },
  );
});

describe('a name', () => {
  it('that leads to this machine is never connected to', async () => {
    const receiver = await startListening();
    const answer = await suspendThrough(`http://localhost:${receiver.port}/`, { allowPrivate: false });
    expect(answer).toMatchObject({ outcome: 'failed', retryable: true });
    expect(receiver.received).toEqual([]);
  });

  it('with one private address among public ones is refused whole', async () => {
    const receiver = await startListening();
    const resolve: Resolve = () =>
      Promise.resolve([
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const answer = await suspendThrough(`http://hooks.example:${receiver.port}/`, {
      allowPrivate: false,
      resolve,
    });
    expect(answer).toMatchObject({
      outcome: 'failed',
      detail: 'hooks.example leads to an address that is not on the public internet.',
    });
    expect(receiver.received).toEqual([]);
  });

  it('is judged at every connection, by the very addresses that connection uses', async () => {
    const receiver = await startReceiver((_, response) => response.writeHead(204).end());
    stop = receiver.stop;
    let lookups = 0;
    // A hostile name server: an allowed address to be judged by, then the one it is after.
    const rebinding: Resolve = () => {
      lookups += 1;
      return Promise.resolve([{ address: lookups === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    };
    const url = `http://hooks.example:${receiver.port}/`;
    expect(await suspendThrough(url, { allowPrivate: true, resolve: rebinding })).toMatchObject({
      outcome: 'failed',
      detail: 'hooks.example leads to an address that is not on the public internet.',
    });
    expect(receiver.received.map(({ type }) => type)).toEqual(['site.suspend']);
    expect(lookups).toBe(2);
  });

  it('leads the connection to the resolved address', async () => {
    const receiver = await startListening();
    const resolve: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const answer = await suspendThrough(`http://hooks.example:${receiver.port}/`, {
      allowPrivate: true,
      resolve,
    });
    expect(answer).toMatchObject({ outcome: 'confirmed' });
    expect(receiver.received[0]?.headers.host).toBe(`hooks.example:${receiver.port}`);
  });

  it('that is unknown, or that has no address, is tried again', async () => {
    const unknown: Resolve = () =>
      Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    const empty: Resolve = () => Promise.resolve([]);
    for (const resolve of [unknown, empty]) {
      expect(await suspendThrough('http://hooks.example/', { allowPrivate: false, resolve })).toMatchObject({
        outcome: 'failed',
        retryable: true,
      });
    }
  });

  it('whose name server hangs is given up in time', async () => {
    const connector = createConnectors({
      webhook: { allowPrivate: false, timeoutMs: 150, resolve: () => new Promise(() => undefined) },
    }).forKind('webhook');
    expect(await connector?.suspend(commandFor('http://hooks.example/'))).toMatchObject({
      retryable: true,
      detail: 'hooks.example did not answer in time.',
    });
  });
});
