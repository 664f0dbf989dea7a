import { Command } from 'commander';
import { registerCollect } from './collect/index.js';
import { describeError, StartupFailure } from '../platform/index.js';

const program = new Command('sitetab');
program
  .description('Keeps a tab for every client whose website you host.')
  .version('0.1.0')
  .showHelpAfterError('(sitetab --help lists the commands)');
registerCollect(program);

try {
  await program.parseAsync();
} catch (error) {
  const isExpected = error instanceof StartupFailure;
  console.error(`sitetab: ${describeError(error)}`);
  if (!isExpected && error instanceof Error && process.env['SITETAB_TRACE'] !== undefined)
    console.error(error.stack);
  process.exit(1);
}
