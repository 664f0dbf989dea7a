// A process that migrates a database by the files of a folder and prints the outcome in one line of JSON.
import { connectSql } from '../../../src/platform/sql/sql.js';
import { migrate } from '../../../src/store/operations/migrate.js';

const [url = '', directory = ''] = process.argv.slice(2);
const sql = connectSql(url, { max: 1 });
console.log(JSON.stringify(await migrate(sql, directory)));
await sql.end();
