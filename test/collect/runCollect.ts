/** The collector as a process of its own. */
import { Command } from 'commander';
import { registerCollect } from '../../cli/collect/registerCollect.js';

const program = new Command('sitetab');
registerCollect(program);
await program.parseAsync();
