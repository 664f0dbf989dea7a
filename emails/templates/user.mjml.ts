import { ACTION, emailLayout, paragraph, paragraphs, ROWS } from './layout.js';

/** Every email to a site's users: what happened, the facts, one action and further notes. */
export const userTemplate = emailLayout(`
        ${paragraph('lead')}
        ${ROWS}
        ${paragraphs('limits')}
        ${ACTION}
        ${paragraphs('notes')}`);
