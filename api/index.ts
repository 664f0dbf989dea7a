/** The doors of the system to the outside. This is the room's only door. */
export { createApp } from './app.js';
export type { App, AppDeps, LetterDesk, SandboxControl } from './deps.js';
