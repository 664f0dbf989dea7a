/** Who may come in: keys, and the people of a site. This is the room's only door. */
export { createApiKey, createKeyRing, listApiKeys, revokeApiKey } from './apiKeys.js';
export type { KeyRing } from './apiKeys.js';
export { EVERY_PERMISSION, isPermission, PERMISSIONS } from './permissions.js';
export type { Permission } from './permissions.js';
export { foundRootSite, resetOwnerPassword } from './foundSite.js';
export type { PeopleLetter, PeopleLetters } from './peopleLetters.js';
