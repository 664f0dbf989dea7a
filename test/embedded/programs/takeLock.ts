// A program for the tests: takes the lock of a data folder, says whether it got it, and holds it for a moment.
import { lockDataDir } from '../../../src/platform/files/lockFile.js';

const [dataDir = ''] = process.argv.slice(2);
try {
  await lockDataDir(dataDir);
  console.log(JSON.stringify({ taken: true }));
  setInterval(() => undefined, 60_000);
} catch (error) {
  console.log(JSON.stringify({ taken: false, why: (error as Error).message }));
}
