import type { EmailContent, RenderedEmail } from './content.js';
import { renderClientEmail } from './renderClientEmail.js';
import { renderUserEmail } from './users/renderUserEmail.js';

/**
 * Renders an email: a subject of one line, HTML without external references, and plain text with the same facts.
 * A pure function: it reads no clock, and no value in it can become markup or a header.
 */
export async function renderEmail(content: EmailContent): Promise<RenderedEmail> {
  return 'siteName' in content ? renderUserEmail(content) : renderClientEmail(content);
}
