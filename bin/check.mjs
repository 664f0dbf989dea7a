// Runs the parts of `npm run check` side by side, one for each core, and prints the output of each when it ends. Ends
// with 1 when any of them fails.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The longest first. */
const PARTS = ['lint', 'types', 'format', 'walls', 'unused'];

function run(part) {
  const startedAt = performance.now();
  const child = spawn('npm', ['run', '--silent', `check:${part}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = Math.round((performance.now() - startedAt) / 1_000);
      console.log(`check:${part} ${code === 0 ? 'passed' : 'failed'} after ${seconds} s`);
      if (output.trim() !== '') console.log(output.trimEnd());
      resolve(code === 0);
    });
  });
}

async function runOneAfterTheOther(parts) {
  let passed = true;
  for (let part = parts.shift(); part !== undefined; part = parts.shift())
    passed = (await run(part)) && passed;
  return passed;
}

const left = [...PARTS];
const lanes = Array.from({ length: availableParallelism() }, () => runOneAfterTheOther(left));
process.exitCode = (await Promise.all(lanes)).every((passed) => passed) ? 0 : 1;
