/** The collector as a process of its own. */
import { Command } from 'commander';
import { registerCollect } from '../../cli/collect/index.js';

const program = new Command('sitetab');
registerCollect(program);
await program.parseAsync();
