import { ACTION, letterTemplate, paragraph, paragraphs, ROWS } from './frame.js';

/** Every letter to a site's people: what happened, the facts, the one thing to do, and what else to know. */
export const personTemplate = letterTemplate(`
        ${paragraph('lead')}
        ${ROWS}
        ${paragraphs('limits')}
        ${ACTION}
        ${paragraphs('notes')}`);
