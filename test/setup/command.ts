import { execFile } from 'node:child_process';
import { packagePath } from '../../src/platform/files/paths.js';

export interface Ended {
  readonly code: number;
  readonly said: string;
  readonly complaint: string;
}

/** `sitetab` as an operator gives it, on a database that is there. */
export function runSitetab(
  args: readonly string[],
  { databaseUrl, dataDir }: { readonly databaseUrl: string; readonly dataDir: string },
): Promise<Ended> {
  const env = {
    ...process.env,
    ...{ BASE_URL: '', NODE_OPTIONS: '', SECRET_KEY: '', TEMPORAL_ADDRESS: '' },
    DATABASE_URL: databaseUrl,
    SITETAB_DATA: dataDir,
  };
  return new Promise((resolve) => {
    const command = [packagePath('bin', 'sitetab.mjs'), ...args];
    execFile(process.execPath, command, { env }, (error, said, complaint) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said, complaint });
    });
  });
}
