// A parent process for the tests: starts servers, prints one line of JSON, and keeps them running until it is stopped.
import { startPostgres } from '../../../src/embedded/postgres/embeddedPostgres.js';
import { startServices } from '../../../src/embedded/services.js';

const [what, dataDir = ''] = process.argv.slice(2);

const started =
  what === 'postgres' ? await holdPostgres() : await holdServices(what === 'sandbox' ? 'sandbox' : 'start');
process.on('SIGINT', () => void started.stop().then(() => process.exit(0)));
process.on('SIGTERM', () => void started.stop().then(() => process.exit(0)));
process.on('SIGUSR2', () => {
  throw new Error('a bug');
});
// An embedded server does not keep its parent running; a real one has an API to answer.
setInterval(() => undefined, 60_000);
console.log(JSON.stringify(started.said));

interface Held {
  said: object;
  stop(): Promise<void>;
}

async function holdPostgres(): Promise<Held> {
  const server = await startPostgres({ dataDir });
  return { said: { url: server.url, pid: server.pid }, stop: () => server.stop() };
}

async function holdServices(mode: 'start' | 'sandbox'): Promise<Held> {
  const given = { databaseUrl: undefined, temporal: undefined, temporalUiUrl: undefined, smtpUrl: undefined };
  const searchAttributes = { SetupProbe: 'Keyword' } as const;
  const startedAt = performance.now();
  const services = await startServices({ dataDir, mode, given, searchAttributes });
  const { databaseUrl: url, temporal, smtpUrl } = services;
  const address = temporal.target.connection.address;
  const said = {
    url,
    smtpUrl,
    address,
    uiUrl: temporal.uiUrl,
    ms: Math.round(performance.now() - startedAt),
  };
  return { said, stop: () => services.stop() };
}
