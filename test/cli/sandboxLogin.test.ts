import { expect, it } from 'vitest';
import { formatLogin } from '../../cli/sandbox/runSandbox.js';

it('the sandbox names no empty login when it is started again with the same data', () => {
  expect(formatLogin({ email: 'owner@localhost', password: 'abc' })).toBe('as owner@localhost / abc');
  expect(formatLogin({ email: '', password: null })).toBe('with the login that the first start printed');
});
