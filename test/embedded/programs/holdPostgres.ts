// A parent process for the tests: starts PostgreSQL, prints one line of JSON, and keeps it running until it is stopped.
import { startPostgres } from '../../../src/embedded/postgres/embeddedPostgres.js';

const [dataDir = ''] = process.argv.slice(2);
const server = await startPostgres({ dataDir });
process.on('SIGINT', () => void server.stop().then(() => process.exit(0)));
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
process.on('SIGUSR2', () => {
  throw new Error('a bug');
});
// An embedded server does not keep its parent running; a real one has an API to answer.
setInterval(() => undefined, 60_000);
console.log(JSON.stringify({ url: server.url, pid: server.pid }));
