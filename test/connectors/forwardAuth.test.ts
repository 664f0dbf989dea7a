import { expect, it } from 'vitest';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import { commandFor } from './receiver.js';

const connectors = createConnectors({ webhook: { allowPrivate: false } });

it('forward-auth confirms at once, since the gate reads the ledger itself', async () => {
  const connector = connectors.forKind('forward-auth');
  const command = commandFor('', { config: undefined });
  const confirmed = { outcome: 'confirmed', generation: 7 };
  expect(await connector?.suspend(command)).toEqual(confirmed);
  expect(await connector?.reactivate(command)).toEqual(confirmed);
  expect(await connector?.status(command, 'active')).toEqual(confirmed);
});

it('a kind this server does not have is undefined', () => {
  expect(connectors.forKind('carrier-pigeon')).toBeUndefined();
});
