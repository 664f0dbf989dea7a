/** The thread that reads files. It has its own connections, so that a slow file delays no request. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkFile } from '../api/web/request/checkFile.js';
import { connectSql } from '../src/platform/sql/sql.js';
import type { FileMessage, FileResult } from './processes/fileDesk.js';

const { databaseUrl } = workerData as { databaseUrl: string };
const sql = connectSql(databaseUrl, { max: 2, name: 'sitetab files' });

parentPort?.on('message', ({ context, task }: FileMessage) => {
  // This thread sends no signals for its changes: the thread that started it does.
  const own = { ...context, sql, wakeAccount: () => undefined };
  const respond = (result: FileResult): void => parentPort?.postMessage(result);
  checkFile(own, task).then(
    (outcome) => respond({ outcome }),
    (error: unknown) =>
      respond({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
