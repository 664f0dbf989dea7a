import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTracing, type Tracing } from '../../src/platform/telemetry/tracing.js';
import { type ApiFixture, createApiFixture, open } from '../api/fixture.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const MARK = 'quillfeather';

let receiver: Server;
let tracing: Tracing;
let api: ApiFixture;
const received: string[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      received.push(text);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${port}`);
  const started = await startTracing('test');
  if (started === undefined) throw new Error('traces were configured');
  tracing = started;
  api = await createApiFixture({ tracing });
});
afterAll(() => void receiver.close());

function spans(): Span[] {
  const sent = received.map((text) => JSON.parse(text) as Sent);
  return sent.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => [...scope.spans])),
  );
}

function valueOf({ attributes }: Span, name: string): unknown {
  return Object.values(attributes.find(({ key }) => key === name)?.value ?? {})[0];
}

describe('traces', () => {
  it('are not even loaded when they are off', async () => {
    expect(await startTracing('test', {})).toBeUndefined();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'true' };
    expect(await startTracing('test', env)).toBeUndefined();
  });

  it('follow a request to the database, and contain nothing about the client', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { id } = await open(api, { name: `Orla ${MARK}`, email: `orla@${MARK}.example` });
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const paid = await api.ask(`/v1/accounts/${id}/payments`, {
      method: 'POST',
      body: { amount: '10.00', method: 'bank', reference: MARK },
      headers,
    });
    expect(paid.status).toBe(201);
    await api.ask(`/sites/agency/invitation/${MARK}-secret-of-a-link`, { as: null });
    await tracing.stop();
    const payment = spans().find(({ name }) => name === 'POST /v1/accounts/{id}/payments');
    if (payment === undefined)
      throw new Error(
        spans()
          .map(({ name }) => name)
          .join('\n'),
      );
    expect(payment.traceId).toBe(traceId);
    expect(valueOf(payment, 'http.response.status_code')).toBe(201);
    expect(valueOf(payment, 'sitetab.request_id')).toBe(paid.headers.get('x-request-id'));
    const statements = spans().filter(({ parentSpanId }) => parentSpanId === payment.spanId);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.map((span) => valueOf(span, 'db.query.text')).join('\n')).toMatch(
      /insert into entries/,
    );
    expect(received.join('')).not.toMatch(new RegExp(MARK, 'i'));
    expect(received.join('')).not.toContain(api.apiKey);
  });

  it('name a failure without its words', async () => {
    const env = process.env;
    const own = await startTracing('failing', env);
    const failing = own?.span({ name: 'act assess', kind: 'internal', attributes: {} }, () =>
      Promise.reject(new TypeError(`${MARK} cannot be billed`)),
    );
    await expect(failing).rejects.toThrow(MARK);
    await own?.stop();
    const failed = spans().find(({ name }) => name === 'act assess');
    expect(failed === undefined ? '' : valueOf(failed, 'error.type')).toBe('TypeError');
    expect(received.join('')).not.toMatch(new RegExp(MARK, 'i'));
  });
});
