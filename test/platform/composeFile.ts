import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { packagePath } from '../../src/platform/files/paths.js';

// The parts of the Compose specification (https://compose-spec.io) that our file uses, and nothing else, so that a
// misspelt key is found here and not at the first deployment.
const duration = z.string().regex(/^(\d+(ms|s|m|h))+$/);
const words = z.array(z.string()).min(1);
const bytes = z.string().regex(/^\d+(b|kb?|mb?|gb?)$/i);

const healthcheck = z.strictObject({
  test: words.refine(([kind]) => kind === 'CMD' || kind === 'CMD-SHELL', 'must begin with CMD or CMD-SHELL'),
  interval: duration,
  timeout: duration,
  retries: z.number().int().positive(),
  start_period: duration,
});

const service = z.strictObject({
  build: z.string().optional(),
  image: z.string(),
  command: words.optional(),
  entrypoint: words.optional(),
  init: z.boolean().optional(),
  restart: z.string().regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/),
  read_only: z.boolean().optional(),
  tmpfs: words.optional(),
  cap_drop: words.optional(),
  security_opt: words.optional(),
  stop_grace_period: duration.optional(),
  shm_size: bytes.optional(),
  mem_limit: bytes.optional(),
  logging: z
    .strictObject({ options: z.strictObject({ 'max-size': bytes, 'max-file': z.string().regex(/^\d+$/) }) })
    .optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    )
    .optional(),
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()).optional(),
  ports: z.array(z.string().regex(/^(\d+\.\d+\.\d+\.\d+:)?(\d+|\$\{\w+:-\d+\}):\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^([^:]+|\$\{\w+:-\w+\}):\/[^:]+(:ro)?$/)).optional(),
  healthcheck: healthcheck.optional(),
});

const file = z
  .object({
    name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
    services: z.record(z.string(), service),
    volumes: z.record(z.string(), z.null()),
  })
  .catchall(z.unknown())
  .refine((whole) =>
    Object.keys(whole).every((key) => ['name', 'services', 'volumes'].includes(key) || key.startsWith('x-')),
  );

export type ComposeFile = z.infer<typeof file>;
export type ComposeService = z.infer<typeof service>;

/** Reads and checks docker-compose.yml; throws with the place and the rule where it does not hold. */
export function readComposeFile(): ComposeFile {
  return file.parse(parse(composeText(), { merge: true, strict: true }));
}

export function composeText(): string {
  return readFileSync(packagePath('docker-compose.yml'), 'utf8');
}
