/** The doors of the system to the outside. This is the room's only door. */
export { createApp } from './app.js';
export { checkFile, type CheckFile, type FileTask } from './web/reading/checkFile.js';
export { type Column, COLUMNS, type ImportChoice, labelOf, USUAL } from './console/import/columns.js';
export { asRead, CLIENTS_BYTES_MAX, readClients, usualChoice } from './console/import/readClients.js';
export type { App, AppDeps, LetterDesk, SandboxControl } from './deps.js';
export type { Gate } from './public/gate/gate.js';
export { createOwnGate } from './public/gate/ownGate.js';
export { viewerKey } from './public/viewerKey.js';
