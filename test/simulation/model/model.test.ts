import { beforeAll, expect, it } from 'vitest';
import { createFixture, type Fixture } from '../../setup/fixture.js';
import { runModel } from './run.js';

/** `npm run model` asks for more; what stands here is what every run of the tests can afford. */
const options = {
  seed: Number(process.env['MODEL_SEED'] ?? 11),
  runs: Number(process.env['MODEL_RUNS'] ?? 12),
  stepsMost: Number(process.env['MODEL_STEPS'] ?? 40),
};
const SHORT_MS = 15_000;

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});

it(
  'an account does what the model does, whatever happens to it in whatever order',
  async () => {
    const limit = process.env['MODEL_RUNS'] === undefined ? { timeLimitMs: SHORT_MS } : {};
    const { runs, steps } = await runModel(fixture, { ...options, ...limit });
    console.log(`${runs} lives with ${steps} steps (seed ${options.seed})`);
    // A machine with other things to do has time for few; none at all would prove nothing.
    expect(runs).toBeGreaterThan(0);
    expect(steps).toBeGreaterThan(0);
  },
  24 * 3_600_000,
);
