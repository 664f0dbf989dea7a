import fc from 'fast-check';
import { dayAfter } from '../../chaos/checker/calendar.js';
import type { Account } from '../compare.js';
import { CORRECTIONS } from './correctionSteps.js';
import { MONEY } from './moneySteps.js';
import { STANDING } from './standingSteps.js';
import { type Crashes, HOUR_MS, type Kind, kindOf, Step } from './step.js';
import type { ModelAccount } from '../modelAccount.js';
import { TERMS } from './termsSteps.js';
import { USAGE } from './usageSteps.js';

type Passage =
  | { readonly to: 'in'; readonly hours: number }
  | { readonly to: 'the end of the period' | 'midnight'; readonly offMs: number };

const passage: fc.Arbitrary<Passage> = fc.oneof(
  fc.integer({ min: 1, max: 72 }).map((hours) => ({ to: 'in' as const, hours })),
  fc.integer({ min: 1, max: 75 }).map((days) => ({ to: 'in' as const, hours: days * 24 })),
  fc.record({
    to: fc.constantFrom('the end of the period' as const, 'midnight' as const),
    offMs: fc.constantFrom(-1, 0, 1, HOUR_MS / 2, HOUR_MS),
  }),
);

const pass = kindOf<Passage>({
  ...{ weight: 20, args: passage, passes: true },
  does: async ({ tab, stage }, way, { worker }) => {
    const month = tab.months(stage.now).at(-1);
    const tomorrow = tab.instantOf(dayAfter(tab.dayOf(stage.now), 1));
    const end = month?.endsAt ?? tomorrow;
    const target =
      way.to === 'in'
        ? stage.now + way.hours * HOUR_MS
        : (way.to === 'midnight' ? tomorrow : end) + way.offMs;
    await stage.passTo(Math.max(target, stage.now + 1), worker);
  },
});

/** In an order that stays: it decides what the numbers of a seed stand for. */
const KINDS = { ...MONEY, ...USAGE, ...TERMS, ...CORRECTIONS, ...STANDING, pass };

const crashPlan = fc.option(fc.record({ step: fc.nat({ max: 2 }), isDone: fc.boolean() }), {
  nil: null,
  freq: 5,
});
const crashes: fc.Arbitrary<Crashes> = fc.record({ caller: crashPlan, worker: crashPlan });

function stepsOf<Args>(name: string, kind: Kind<Args>): fc.WeightedArbitrary<Step<never>> {
  const arbitrary = fc.tuple(kind.args, crashes).map(([args, dies]) => new Step(name, kind, args, dies));
  return { weight: kind.weight, arbitrary: arbitrary as unknown as fc.Arbitrary<Step<never>> };
}

/** A whole life: up to so many things happening one after the other. */
export function lives(most: number): fc.Arbitrary<Iterable<fc.AsyncCommand<ModelAccount, Account>>> {
  const steps = Object.entries(KINDS).map(([name, kind]) => stepsOf(name, kind as unknown as Kind<never>));
  return fc.commands<ModelAccount, Account, false>([fc.oneof(...steps)], { maxCommands: most, size: 'max' });
}
