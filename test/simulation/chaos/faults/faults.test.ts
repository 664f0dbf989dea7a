import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { GUARD_FAULTS } from '../../guard/faults.js';
import { MODEL_FAULTS } from '../../model/faults.js';
import { CHAOS_FAULTS } from './faults.js';

it('finds the text of every fault exactly once in its source file', () => {
  const edits = [...CHAOS_FAULTS, ...MODEL_FAULTS, ...GUARD_FAULTS].flatMap((fault) =>
    fault.edits.map((edit) => ({ ...edit, name: fault.name })),
  );
  const lost = edits.filter(({ file, from }) => readFileSync(file, 'utf8').split(from).length !== 2);
  expect(lost.map(({ name, file }) => `${name}: ${file}`)).toEqual([]);
});
