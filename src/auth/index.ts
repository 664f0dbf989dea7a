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
export { forgetOldLogins } from './forgetOldLogins.js';
export { foundRootSite, resetOwnerPassword } from './foundSite.js';
export { BUILT_IN_GROUPS, isBelow, permissionsOfGroup } from './groups.js';
export { changeEmail } from './changeEmail.js';
export { changePassword } from './changePassword.js';
export { confirmSecondFactor, startSecondFactor, stopSecondFactor } from './enrolSecondFactor.js';
export type { SecondFactorOffer } from './enrolSecondFactor.js';
export { handOver } from './handOver.js';
export { resendInvitation } from './invitations.js';
export { inviteUser } from './inviteUser.js';
export { changeGroup, createGroup, readGroups, removeGroup } from './manageGroups.js';
export type { GroupView } from './manageGroups.js';
export { changeUser, readUsers } from './manageUsers.js';
export { readUser } from './readUser.js';
export type { Manager, PeopleContext } from './manager.js';
export { sendPasswordReset } from './passwordReset.js';
export { readMailLink, useMailLink } from './useMailLink.js';
export type { User } from '../store/index.js';
export { listImpersonations, requiresInvitationCode, setInvitationCode } from './impersonate.js';
export { finishLogIn, logIn } from './logIn.js';
export type { LoginAttempt, LoginOrigin, LoginOutcome } from './loginTypes.js';
export type { PeopleLetters } from './peopleLetters.js';
export { EVERY_PERMISSION, isPermission, PERMISSIONS } from './permissions.js';
export type { Permission } from './permissions.js';
export { refuseImpersonated } from './refuseImpersonated.js';
export { checkSession } from './sessions.js';
export type { Visitor } from './visitor.js';
