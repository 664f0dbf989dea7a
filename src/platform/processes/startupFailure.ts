/**
 * An external cause keeps the program from starting: a taken port, a missing binary, a folder in use. The message is
 * one line for the user at the terminal; the command line prints only that and exits with 1.
 */
export class StartupFailure extends Error {
  override readonly name = 'StartupFailure';
}

/** The message of any thrown value, on one line. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** The code of a failed system call (`ENOENT`, `EACCES`); undefined for other errors. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
