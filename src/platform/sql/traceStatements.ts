import type * as OpenTelemetry from '@opentelemetry/api';
import type { Sql } from './sql.js';

type Api = Pick<typeof OpenTelemetry, 'SpanKind' | 'SpanStatusCode' | 'trace'>;

/** What we need of the driver's query: it is sent when it is awaited. */
interface Pending {
  readonly strings?: readonly string[];
  readonly statement?: { readonly string?: string };
  then: Promise<unknown>['then'];
}

/**
 * Wraps a pool so that each statement awaited within a span gets a span with its text and never its values. Statements
 * outside a span (the scheduler's runs, the gate) are not traced.
 */
export function traceStatements(sql: Sql, api: Api, tracer: OpenTelemetry.Tracer): Sql {
  const wrap = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      apply: (called, self, args: unknown[]) => watched(Reflect.apply(called as never, self, args)),
      get: (owner, name) => {
        const found: unknown = Reflect.get(owner, name);
        if (typeof found !== 'function') return found;
        if (name === 'begin' || name === 'savepoint') {
          return (...args: unknown[]): unknown =>
            Reflect.apply(
              found,
              owner,
              args.map((arg) => (typeof arg === 'function' ? inside(arg) : arg)),
            );
        }
        if (name === 'unsafe')
          return (...args: unknown[]): unknown => watched(Reflect.apply(found, owner, args));
        return found;
      },
    });
  const inside =
    (work: unknown) =>
    (transaction: object): unknown =>
      (work as (transaction: object) => unknown)(wrap(transaction));
  const watched = (made: unknown): unknown => {
    if (!isPending(made)) return made;
    const then = made.then.bind(made);
    let watching: Promise<unknown> | undefined;
    const watch = (): Promise<unknown> => {
      const span = tracer.startSpan('sql', {
        kind: api.SpanKind.CLIENT,
        attributes: { 'db.system': 'postgresql' },
      });
      const end = (isDone: boolean): void => {
        const text = made.statement?.string ?? made.strings?.join('?') ?? '';
        const oneLine = text.replaceAll(/\s+/g, ' ').trim();
        span.updateName(oneLine.split(' ', 1)[0]?.toLowerCase() ?? 'sql');
        span.setAttribute('db.query.text', oneLine);
        if (!isDone) span.setStatus({ code: api.SpanStatusCode.ERROR });
        span.end();
      };
      return then(
        (rows) => {
          end(true);
          return rows;
        },
        (error: unknown) => {
          end(false);
          throw error;
        },
      );
    };
    made.then = (done, failed) => {
      if (api.trace.getActiveSpan() === undefined && watching === undefined) return then(done, failed);
      watching ??= watch();
      return watching.then(done, failed);
    };
    return made;
  };
  return wrap(sql);
}

function isPending(made: unknown): made is Pending {
  return made instanceof Promise && 'strings' in made;
}
