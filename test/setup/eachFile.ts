import { afterAll } from 'vitest';
import { endFile } from './ending.js';

const environment = { ...process.env };

afterAll(async () => {
  await endFile();
  for (const name of Object.keys(process.env))
    if (!(name in environment)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
});
