import { ACTION, emailLayout, paragraph, paragraphs, ROWS } from './layout.js';

/** Every email to a site's users: what happened, the facts, the one thing to do, and what else to know. */
export const userTemplate = emailLayout(`
        ${paragraph('lead')}
        ${ROWS}
        ${paragraphs('limits')}
        ${ACTION}
        ${paragraphs('notes')}`);
