import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GUARD_PLANTS } from '../../guard/faults.js';
import { MODEL_PLANTS } from '../../model/faults.js';
import { PLANTS } from './faults.js';

it('knows where in the source each planted fault goes', () => {
  const edits = [...PLANTS, ...MODEL_PLANTS, ...GUARD_PLANTS].flatMap((plant) =>
    plant.edits.map((edit) => ({ ...edit, name: plant.name })),
  );
  const lost = edits.filter(({ file, from }) => !readFileSync(file, 'utf8').includes(from));
  expect(lost.map(({ name, file }) => `${name}: ${file}`)).toEqual([]);
});
