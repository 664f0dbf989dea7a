import { expect, it } from 'vitest';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import { orderFor } from './receiver.js';

const connectors = createConnectors({ webhook: { allowPrivate: false } });

it('forward-auth confirms at once, since the gate reads the ledger itself', async () => {
  const connector = connectors.forKind('forward-auth');
  const order = orderFor('', { config: undefined });
  const confirmed = { outcome: 'confirmed', generation: 7 };
  expect(await connector?.suspend(order)).toEqual(confirmed);
  expect(await connector?.reactivate(order)).toEqual(confirmed);
  expect(await connector?.status(order, 'active')).toEqual(confirmed);
});

it('a kind this server does not have is undefined', () => {
  expect(connectors.forKind('carrier-pigeon')).toBeUndefined();
});
