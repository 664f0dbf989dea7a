import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Gate } from '../../api/public/gate/gate.js';
import { createOwnGate } from '../../api/public/gate/ownGate.js';
import { viewerKey } from '../../api/public/viewerKey.js';
import { bearsToken } from '../../src/platform/bearer.js';
import { systemClock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import { resolveDataDir } from '../../src/platform/files/paths.js';
import { type Listening, listenTo } from '../../src/platform/processes/listen.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { createSecretBox, readSecretKeys } from '../../src/platform/secretBox.js';
import { connectSql } from '../../src/platform/sql/sql.js';
import { createInstruments, type Instruments } from '../../src/platform/telemetry/instruments.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { readRunning } from '../start/runningFile.js';
import { gatePortOf, PAGES_FROM } from './gateProcess.js';
import { closeHttp, listenHttp } from './httpServer.js';
import { startHeartbeats } from './heartbeats.js';
import { untilStopped } from './stopping.js';

/** The gate needs only changed hosts and the texts of suspended pages. */
const CONNECTIONS_MAX = 4;
const PAGE_MS_MAX = 400;

/**
 * `sitetab gate`: runs the gate as a separate process, so that no load from pages, API or imports can delay it. It
 * responds from memory, and listens only once it knows every registered host.
 */
export async function runGate(): Promise<void> {
  const config = readConfig();
  const dataDir = resolveDataDir(process.env['SITETAB_DATA']);
  const databaseUrl = config.databaseUrl ?? readRunning(dataDir)?.databaseUrl;
  if (databaseUrl === undefined) throw new StartupFailure('sitetab gate requires DATABASE_URL.');
  const port = gatePortOf(config);
  if (port === 0) throw new StartupFailure('GATE_PORT is 0. Set it to a port.');
  const log = createLog({ level: config.logLevel, isHumanReadable: process.stdout.isTTY });
  const sql = connectSql(databaseUrl, { max: CONNECTIONS_MAX, name: 'sitetab gate' });
  const instruments = createInstruments({ withProcess: true });
  const secrets = createSecretBox(...readSecretKeys(process.env['SECRET_KEY'], join(dataDir, 'secret-key')));
  let listening: Listening | undefined;
  const gate = createOwnGate({
    ...{ sql, log, instruments, secrets, clock: systemClock },
    baseUrl: () => config.baseUrl ?? `http://127.0.0.1:${config.port}`,
    subscribeGate: (onNotify, onState) => {
      listening = listenTo({ url: databaseUrl, channel: 'sitetab_gate', onNotify, onState });
    },
    pageFrom: pagesFrom(process.env[PAGES_FROM]),
  });
  const stopped = untilStopped([], log);
  try {
    if ((await Promise.race([gate.ready, stopped.then(() => 'stopped')])) === 'stopped') return;
    const server = await listenHttp(answers(gate, config.metricsToken ?? viewerKey(secrets), instruments), {
      host: config.host,
      port,
      variable: 'GATE_PORT',
    });
    const heartbeats = await startHeartbeats({ sql, log }, ['gate']);
    log.info(`gate listening at http://${config.host}:${port}/gate`);
    await stopped;
    await closeHttp(server);
    await heartbeats.stop();
  } finally {
    await listening?.stop();
    await sql.end({ timeout: 1 });
  }
}

type Response = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function answers(gate: Gate, metricsToken: string, { registry }: Instruments): Response {
  const answerGate = getRequestListener((request) => gate.app.fetch(request));
  return async (request, response) => {
    const [path] = (request.url ?? '').split('?', 1);
    if (path === '/gate') return answerGate(request, response);
    if (path === '/healthz') send(response, 200, '{"status":"ok"}', 'application/json');
    else if (path !== '/metrics') send(response, 404, 'Not found. Available: /gate, /healthz, /metrics.\n');
    else if (bearsToken(request.headers.authorization, metricsToken))
      send(response, 200, await registry.metrics(), registry.contentType);
    else send(response, 401, 'METRICS_TOKEN required.\n');
  };
}

function send(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

/** Where the clock can be moved, only the process that moves it knows how long a pay link is valid. */
function pagesFrom(url: string | undefined): ((host: string) => Promise<string>) | undefined {
  if (url === undefined) return undefined;
  return async (host) => {
    const answer = await fetch(`${url}/gate?answer=page`, {
      headers: { 'x-forwarded-host': host },
      signal: AbortSignal.timeout(PAGE_MS_MAX),
    });
    if (answer.status !== 503) throw new Error(`the page was answered with ${answer.status}`);
    return answer.text();
  };
}
