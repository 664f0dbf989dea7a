import type { Attributes, Context as TraceContext, TextMapGetter, Tracer } from '@opentelemetry/api';
import type { Sql } from '../sql/sql.js';
import { traceStatements } from '../sql/traceStatements.js';

/** Traces a program's work from request to database, for operators who run an OpenTelemetry collector. */
export interface Tracing {
  /** Runs the work in a span. An error is recorded by its name and rethrown. */
  span<Response>(
    about: SpanAbout,
    work: (note: (more: Attributes) => void) => Promise<Response>,
  ): Promise<Response>;
  /** The same pool, with a span for each statement that is awaited within another span. */
  statements(sql: Sql): Sql;
  /** Sends the spans that are not sent yet. */
  stop(): Promise<void>;
}

export interface SpanAbout {
  readonly name: string;
  readonly kind: 'server' | 'internal';
  /** Ids and values of closed sets only: no addresses, no paths, no free text. */
  readonly attributes: Attributes;
  /** The caller's headers, where the span continues the caller's trace. */
  readonly carrier?: Headers;
}

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/** Whether the standard settings request traces. */
function wantsTracing(env: NodeJS.ProcessEnv): boolean {
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  return !isOff && ENDPOINTS.some((name) => (env[name] ?? '') !== '');
}

/**
 * Starts sending traces to the receiver in the standard settings (OTEL_EXPORTER_OTLP_ENDPOINT, _HEADERS,
 * OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER …). Undefined without one; then no OpenTelemetry package is loaded.
 */
export async function startTracing(service: string, env = process.env): Promise<Tracing | undefined> {
  if (!wantsTracing(env)) return undefined;
  const [api, { W3CTraceContextPropagator }, { AsyncLocalStorageContextManager }, sdk, resources, exporter] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/core'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
  const resource = resources.resourceFromAttributes({
    'service.name': env['OTEL_SERVICE_NAME'] ?? `sitetab-${service}`,
  });
  const spanProcessors = [new sdk.BatchSpanProcessor(new exporter.OTLPTraceExporter())];
  const provider = new sdk.BasicTracerProvider({ resource, spanProcessors });
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const propagator = new W3CTraceContextPropagator();
  const tracer: Tracer = provider.getTracer('sitetab');
  const contextOf = (carrier: Headers | undefined): TraceContext => {
    const active = api.context.active();
    return carrier === undefined ? active : propagator.extract(active, carrier, HEADERS);
  };
  const kinds = { server: api.SpanKind.SERVER, internal: api.SpanKind.INTERNAL };
  return {
    span: ({ name, kind, attributes, carrier }, work) => {
      const options = { kind: kinds[kind], attributes };
      return tracer.startActiveSpan(name, options, contextOf(carrier), async (span) => {
        try {
          return await work((more) => {
            const { name: renamed, ...rest } = more;
            if (typeof renamed === 'string') span.updateName(renamed);
            span.setAttributes(rest);
          });
        } catch (error) {
          // The message may quote a user's text.
          span.setStatus({ code: api.SpanStatusCode.ERROR });
          span.setAttribute('error.type', error instanceof Error ? error.constructor.name : typeof error);
          throw error;
        } finally {
          span.end();
        }
      });
    },
    statements: (sql) => traceStatements(sql, api, tracer),
    stop: () => provider.shutdown(),
  };
}

const HEADERS: TextMapGetter<Headers> = {
  keys: (headers) => [...headers.keys()],
  get: (headers, key) => headers.get(key) ?? undefined,
};
