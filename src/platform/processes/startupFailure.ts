/**
 * Something outside the program keeps it from starting: a taken port, a missing binary, a folder in use.
 * The message is one line for the person at the terminal; the command line prints it alone and exits 1.
 */
export class StartupFailure extends Error {
  override readonly name = 'StartupFailure';
}

/** The message of anything thrown, on one line. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** The code of a failed system call (`ENOENT`, `EACCES`), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
