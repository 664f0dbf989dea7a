import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { Connector } from '../../src/connectors/connector.js';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import { commandFor, type Received, report, SECRET, startReceiver } from './receiver.js';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

let receiver: Receiver | undefined;
afterEach(async () => {
  await receiver?.stop();
  receiver = undefined;
});

async function given(answer: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  receiver = await startReceiver(answer);
  return receiver;
}

function webhook(timeoutMs = 5_000): Connector {
  const connector = createConnectors({ webhook: { allowPrivate: true, timeoutMs } }).forKind('webhook');
  if (connector === undefined) throw new Error('There is a webhook connector.');
  return connector;
}

describe('the message', () => {
  it('carries the order and a Standard Webhooks signature', async () => {
    const { url, received } = await given((_, response) => report(response, 'suspended', 7));
    await webhook().suspend(commandFor(url));
    const [message] = received as [Received];
    expect([message.method, message.path]).toEqual(['POST', '/hook']);
    expect(message.headers['content-type']).toBe('application/json');
    expect(new Webhook(SECRET).verify(message.body, message.headers as Record<string, string>)).toEqual({
      type: 'site.suspend',
      siteId: '0198c1d2-7a51-7cc0-9d5e-3f1f8e2b6a10',
      slug: 'bakery',
      hostnames: ['bakery.example', 'www.bakery.example'],
      generation: 7,
      at: '2026-03-03T10:30:00.000Z',
      reason: 'limit',
    });
  });

  it('keeps its id when the order is repeated, and has another for every generation and verb', async () => {
    const { url, received } = await given((_, response) => response.writeHead(500).end());
    await webhook().suspend(commandFor(url));
    await webhook().suspend(commandFor(url));
    await webhook().suspend(commandFor(url, { generation: 8 }));
    await webhook().reactivate(commandFor(url));
    const [first, again, newer, other] = received.map(({ headers }) => headers['webhook-id']);
    expect(again).toBe(first);
    expect(new Set([first, newer, other]).size).toBe(3);
  });
});

describe('the answer', () => {
  it('confirms a suspend and a reactivate, however often they are sent', async () => {
    const { url } = await given(({ type }, response) => {
      report(response, type === 'site.suspend' ? 'suspended' : 'active', 7);
    });
    const confirmed = { outcome: 'confirmed', generation: 7 };
    expect(await webhook().suspend(commandFor(url))).toEqual(confirmed);
    expect(await webhook().suspend(commandFor(url))).toEqual(confirmed);
    expect(await webhook().reactivate(commandFor(url, { reason: 'restored' }))).toEqual(confirmed);
  });

  it('is waited for when it comes late', async () => {
    const { url } = await given(
      (_, response) => void setTimeout(() => report(response, 'suspended', 7), 300),
    );
    expect(await webhook().suspend(commandFor(url))).toMatchObject({ outcome: 'confirmed' });
  });

  it('is superseded when the receiver has obeyed a newer order', async () => {
    const { url } = await given((_, response) => report(response, 'active', 8));
    expect(await webhook().suspend(commandFor(url))).toEqual({ outcome: 'superseded', generation: 8 });
  });

  it.each([
    ['the other state', 'active', 7],
    ['an older generation', 'suspended', 6],
  ] as const)('is no confirmation when the receiver reports %s', async (_name, state, generation) => {
    const { url, received } = await given((_, response) => report(response, state, generation));
    expect(await webhook().suspend(commandFor(url))).toEqual({
      outcome: 'failed',
      retryable: true,
      detail: `The answer says ${state} at generation ${generation}, not suspended at generation 7.`,
    });
    expect(received).toHaveLength(1);
  });

  it.each([
    ['204', 204, ''],
    ['202 and nothing', 202, ''],
    ['200 and a word', 200, 'ok'],
    ['200 and other JSON', 200, '{"state":"suspended"}'],
    ['200 and a generation that is none', 200, '{"state":"suspended","generation":"7"}'],
  ])('%s is acceptance only: the state is queried', async (_name, status, body) => {
    const { url, received } = await given(({ type }, response) => {
      if (type === 'site.status') report(response, 'suspended', 7);
      else response.writeHead(status).end(body);
    });
    expect(await webhook().suspend(commandFor(url))).toEqual({ outcome: 'confirmed', generation: 7 });
    expect(received.map(({ type }) => type)).toEqual(['site.suspend', 'site.status']);
  });

  it('of a receiver that accepts everything and never reports the state counts after one query', async () => {
    const { url, received } = await given((_, response) => response.writeHead(204).end());
    expect(await webhook().suspend(commandFor(url))).toEqual({ outcome: 'confirmed', generation: 7 });
    expect(received.map(({ type }) => type)).toEqual(['site.suspend', 'site.status']);
  });

  it('is no confirmation when the order was taken and the question was not', async () => {
    const { url } = await given(({ type }, response) =>
      response.writeHead(type === 'site.status' ? 500 : 204).end(),
    );
    expect(await webhook().suspend(commandFor(url))).toMatchObject({ outcome: 'failed', retryable: true });
  });

  it('of 410 ends the tries, of any other refusal it does not', async () => {
    let status = 410;
    const { url } = await given((_, response) => response.writeHead(status).end());
    expect(await webhook().suspend(commandFor(url))).toMatchObject({ outcome: 'failed', retryable: false });
    for (status of [400, 401, 404, 429, 500, 503]) {
      expect(await webhook().suspend(commandFor(url))).toEqual({
        outcome: 'failed',
        retryable: true,
        detail: `The receiver answered ${status}.`,
      });
    }
  });
});

describe('status', () => {
  it('requests the state without a command, each time under an id of its own', async () => {
    const { url, received } = await given((_, response) => report(response, 'active', 7));
    expect(await webhook().status(commandFor(url), 'active')).toEqual({
      outcome: 'confirmed',
      generation: 7,
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await webhook().status(commandFor(url), 'suspended')).toMatchObject({
      outcome: 'failed',
      retryable: true,
    });
    expect(received.map(({ type }) => type)).toEqual(['site.status', 'site.status']);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });
});

describe('a receiver that misbehaves', () => {
  it('by hanging is given up in time', async () => {
    const { url } = await given(() => undefined);
    const { host } = new URL(url);
    expect(await webhook(200).suspend(commandFor(url))).toEqual({
      outcome: 'failed',
      retryable: true,
      detail: `${host} did not answer in time.`,
    });
  });

  it('by dripping its answer is given up in time', async () => {
    const { url } = await given((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await webhook(300).suspend(commandFor(url))).toMatchObject({
      retryable: true,
      detail: expect.stringContaining('did not answer in time') as string,
    });
  });

  it('by accepting and then hanging on the question gets no second portion of time', async () => {
    const { url } = await given(({ type }, response) => {
      if (type === 'site.suspend') setTimeout(() => response.writeHead(204).end(), 1_500);
    });
    const startedAt = performance.now();
    await webhook(2_000).suspend(commandFor(url));
    expect(performance.now() - startedAt).toBeLessThan(3_500);
  });

  it('by resetting the connection, before or within the answer, is tried again', async () => {
    const { url } = await given(({ headers }, response, request) => {
      if (headers['webhook-id']?.includes('_7_')) request.socket.resetAndDestroy();
      else {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"state":"suspended"', () => request.socket.destroy());
      }
    });
    for (const generation of [7, 8]) {
      expect(await webhook().suspend(commandFor(url, { generation }))).toMatchObject({
        outcome: 'failed',
        retryable: true,
        detail: expect.stringContaining('ECONNRESET') as string,
      });
    }
  });

  it('by refusing the connection is tried again', async () => {
    const { url, stop } = await given(() => undefined);
    await stop();
    expect(await webhook().suspend(commandFor(url))).toMatchObject({
      retryable: true,
      detail: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('by redirecting is not followed', async () => {
    const { url, received } = await given((_, response) =>
      response.writeHead(307, { location: '/elsewhere' }).end(),
    );
    expect(await webhook().suspend(commandFor(url))).toMatchObject({ detail: 'The receiver answered 307.' });
    expect(received.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('by answering without end is cut off', async () => {
    let written = 0;
    const { url } = await given((_, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, 'x'))) written += 16_384;
      };
      response.on('drain', pour);
      pour();
    });
    expect(await webhook().suspend(commandFor(url))).toEqual({
      outcome: 'failed',
      retryable: true,
      detail: 'The reply is larger than 64 kB.',
    });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('by speaking no TLS where it should is tried again', async () => {
    const { port } = await given(() => undefined);
    expect(await webhook().suspend(commandFor(`https://127.0.0.1:${port}/`))).toMatchObject({
      outcome: 'failed',
      retryable: true,
    });
  });
});

describe('settings', () => {
  it.each([
    ['no URL', { secret: SECRET }],
    ['another scheme', { url: 'file:///etc/passwd', secret: SECRET }],
    ['a password in the URL', { url: 'https://me:word@hooks.example/', secret: SECRET }],
    ['no secret', { url: 'https://hooks.example/' }],
    ['a short secret', { url: 'https://hooks.example/', secret: 'whsec_c2hvcnQ=' }],
    ['a secret that is no base64', { url: 'https://hooks.example/', secret: `${SECRET}!` }],
    ['nothing', undefined],
  ])('with %s fail for good, and never show the secret', async (_name, config) => {
    const answer = await webhook().suspend(commandFor('', { config }));
    expect(answer).toMatchObject({ outcome: 'failed', retryable: false });
    expect(JSON.stringify(answer)).not.toContain('whsec_c2');
  });
});
