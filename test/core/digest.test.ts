import { expect, test } from 'vitest';
import { digest } from '../../src/core/values/digest.js';

test('a digest is that of every release, whole or continued, since it is stored with each event', () => {
  const published = { '': 0x811c9dc5, a: 0xe40c292c, foobar: 0xbf9cf968 };
  for (const [text, value] of Object.entries(published)) expect(digest(text) >>> 0).toBe(value);
  expect(digest('bar', digest('foo'))).toBe(digest('foobar'));
});
