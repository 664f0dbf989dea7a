import type { SharedThings } from './broker.js';

const requested = new Map<string, Promise<unknown>>();

/** Asks for a thing all test files share; the first that asks starts it. */
export function sharedThing<Thing extends keyof SharedThings>(thing: Thing): Promise<SharedThings[Thing]> {
  const thingRequest = requested.get(thing) ?? ask(thing);
  requested.set(thing, thingRequest);
  return thingRequest as Promise<SharedThings[Thing]>;
}

async function ask(thing: string): Promise<unknown> {
  // Programs outside the tests import this file, too; vitest cannot be imported there.
  const { inject } = await import('vitest');
  const response = await fetch(`${inject('brokerUrl')}/${thing}`);
  if (!response.ok) throw new Error(`${thing} for the tests did not start: ${await response.text()}`);
  return response.json();
}
