import { emailLayout, ROWS } from './layout.js';

export const allClearTemplate = emailLayout(`
        <mj-text>{{lead}} {{until}}</mj-text>
        ${ROWS}`);
