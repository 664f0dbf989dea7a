import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/**
 * The options a program was started with; `program` is its `import.meta.url`. For `--help`, and beside what is wrong
 * with an option, it prints the comment at the head of the program, and ends.
 */
export function readOptions<const T extends ParseArgsConfig>(
  program: string,
  config: T,
): ReturnType<typeof parseArgs<T>>['values'] {
  const usage = headOf(readFileSync(new URL(program), 'utf8'));
  if (process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) end(0, usage);
  try {
    return parseArgs(config).values;
  } catch (error) {
    return end(2, `${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** The first comment of a source that documents something, without its stars. */
export function headOf(source: string): string {
  const [, head = ''] = /\/\*\*(.*?)\*\//s.exec(source) ?? [];
  return head.replaceAll(/^[ \t]*\*[ \t]?/gm, '').trim();
}

function end(code: 0 | 2, text: string): never {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(code);
}
