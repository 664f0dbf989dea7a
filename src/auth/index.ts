/** Who may come in: keys, and the people of a site. This is the room's only door. */
export { createApiKey, issueApiKey, readApiKeys, revokeApiKey } from './apiKeys.js';
export { createKeyRing } from './keyRing.js';
export type { KeyRing } from './keyRing.js';
export type { AuthContext } from './context.js';
export {
  endAllSessions,
  endOtherSessions,
  endSession,
  endSessionByHandle,
  listSessions,
} from './endSessions.js';
export type { SessionShown } from './endSessions.js';
export { foundRootSite, resetOwnerPassword } from './foundSite.js';
export { BUILT_IN_GROUPS, isBelow, permissionsOfGroup } from './groups.js';
export type { CustomGroup } from './groups.js';
export { listImpersonations, setInvitationCode } from './impersonate.js';
export type { ImpersonationShown } from './impersonate.js';
export { finishLogIn, logIn } from './logIn.js';
export type { LoginAttempt, LoginOrigin, LoginOutcome, SecondStep } from './logIn.js';
export type { PeopleLetter, PeopleLetters } from './peopleLetters.js';
export { EVERY_PERMISSION, isPermission, PERMISSIONS } from './permissions.js';
export type { Permission } from './permissions.js';
export { refuseImpersonated } from './refuseImpersonated.js';
export { checkSession } from './sessions.js';
export type { Impersonator, SessionCookies, Visitor } from './visitor.js';
