/**
 * Works on what waits in `DATABASE_URL` and says so chunk by chunk, until nothing is left: to be killed in the middle.
 * The argument is by how many milliseconds its clock goes ahead, so that the lease of a dead one has run out.
 */
import { createSecretBox, keyFromText } from '../../../src/platform/secretBox.js';
import { connectSql } from '../../../src/platform/sql/sql.js';
import { workTasks } from '../../../src/tasks/workTasks.js';

const sql = connectSql(process.env['DATABASE_URL'] ?? '', { max: 4, name: 'killed' });
const aheadMs = Number(process.argv[2] ?? 0);
const worker = () => ({
  sql,
  now: Date.now(),
  wallNow: Date.now() + aheadMs,
  actor: 'system/scheduler',
  wakeAccount: () => undefined,
  secrets: createSecretBox(keyFromText('test')),
});
console.log('working');
while (await workTasks(worker())) console.log('a chunk');
await sql.end();
