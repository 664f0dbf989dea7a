// The hosting as a process of its own. The run sets its faults over its channel, and asks there for its state.
import { parseArgs } from 'node:util';
import { Random } from '../../random.js';
import { Hosting, type Mishap } from '../system/hosting.js';

const { values } = parseArgs({
  options: { file: { type: 'string', default: '' }, port: { type: 'string' }, seed: { type: 'string' } },
});
const hosting = new Hosting(values.file, new Random(Number(values.seed), 'hosting'));
await hosting.listen(Number(values.port));

interface Word {
  readonly ask?: number;
  readonly trouble?: number;
  readonly mishaps?: readonly Mishap[];
}

process.on('message', ({ ask, trouble, mishaps }: Word) => {
  if (trouble !== undefined) hosting.trouble = trouble;
  if (mishaps !== undefined) hosting.mishaps = mishaps;
  if (ask !== undefined) process.send?.({ answers: ask, with: hosting.all() });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
