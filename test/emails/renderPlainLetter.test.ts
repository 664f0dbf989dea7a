import { expect, it } from 'vitest';
import { renderPlainLetter } from '../../emails/renderPlainLetter.js';

it('says the least that must be said, with nothing in it that could act', () => {
  const letter = renderPlainLetter({
    kind: 'suspended',
    senderName: 'Northlight <b>Studio</b>',
    siteNames: ['a.example', 'b.example\r\nBcc: x'],
    reference: 'ST-1',
  });
  expect(letter.subject).toContain('paused');
  expect(letter.text).toContain('Sites: a.example, b.example Bcc: x');
  expect(letter.html).not.toContain('<b>');
});
