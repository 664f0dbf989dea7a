import { expect, it } from 'vitest';
import { gateEnv } from '../../cli/processes/gateProcess.js';

it('the gate is given the key that opens links and no other password or key', () => {
  const needed = {
    PATH: '/bin',
    TZ: 'UTC',
    SECRET_KEY: 'a',
    METRICS_TOKEN: 'b',
    LOG_LEVEL: 'warn',
    PGSSLMODE: 'require',
  };
  const others = {
    ...{
      SMTP_URL: 'smtp://me:pw@mail.example',
      TEMPORAL_API_KEY: 'c',
      OWNER_PASSWORD: 'd',
      AWS_SECRET_ACCESS_KEY: 'e',
    },
    ...{ MY_SECRET_KEY: 'f', SECRET_KEY_OF_ANOTHER: 'g', DATABASE_URL: 'postgres://me:pw@db/x' },
  };
  expect(gateEnv({ ...needed, ...others })).toEqual(needed);
});
