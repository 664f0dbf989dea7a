import { expect, it } from 'vitest';
import { renderPlainEmail } from '../../emails/renderPlainEmail.js';

it('contains only what is required, and nothing that a mail program could act on', () => {
  const email = renderPlainEmail('suspended', {
    sender: { name: 'Northlight <b>Studio</b>' },
    siteNames: ['a.example', 'b.example\r\nBcc: x'],
    payment: { reference: 'ST-1' },
  });
  expect(email.subject).toContain('paused');
  expect(email.text).toContain('Sites: a.example, b.example Bcc: x');
  expect(email.html).not.toContain('<b>');
});
