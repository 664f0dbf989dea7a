/** The thread that reads files. It has its own connections, so that a slow file delays no request. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkFile } from '../api/web/request/checkFile.js';
import { connectSql } from '../src/platform/sql/sql.js';
import type { Asked, Told } from './processes/fileDesk.js';

const { databaseUrl } = workerData as { databaseUrl: string };
const sql = connectSql(databaseUrl, { max: 2, name: 'sitetab files' });

parentPort?.on('message', ({ context, task }: Asked) => {
  // This thread sends no signals for its changes: the thread that started it does.
  const own = { ...context, sql, wakeAccount: () => undefined };
  const tell = (told: Told): void => parentPort?.postMessage(told);
  checkFile(own, task).then(
    (outcome) => tell({ outcome }),
    (error: unknown) =>
      tell({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
