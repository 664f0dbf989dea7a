/** Who may come in: keys, and the people of a site. This is the room's only door. */
export { createApiKey, issueApiKey, readApiKeys, revokeApiKey } from './keys/apiKeys.js';
export { createKeyRing } from './keys/keyRing.js';
export type { KeyRing } from './keys/keyRing.js';
export type { AuthContext } from './context.js';
export {
  endAllSessions,
  endOtherSessions,
  endSession,
  endSessionByHandle,
  listSessions,
} from './sessions/endSessions.js';
export type { SessionShown } from './sessions/endSessions.js';
export { forgetOldLogins } from './login/forgetOldLogins.js';
export { foundRootSite, resetOwnerPassword } from './users/foundSite.js';
export { BUILT_IN_GROUPS, isBelow, permissionsOfGroup } from './groups/groups.js';
export { changeEmail } from './users/changeEmail.js';
export { changePassword } from './users/changePassword.js';
export { confirmSecondFactor, startSecondFactor, stopSecondFactor } from './secondFactor/enrolSecondFactor.js';
export type { SecondFactorOffer } from './secondFactor/enrolSecondFactor.js';
export { handOver } from './users/handOver.js';
export { resendInvitation } from './users/invitations.js';
export { inviteUser } from './users/inviteUser.js';
export { changeGroup, createGroup, readGroups, removeGroup } from './groups/manageGroups.js';
export type { GroupView } from './groups/manageGroups.js';
export { changeUser, readUsers } from './users/manageUsers.js';
export { readUser } from './users/readUser.js';
export type { Manager, PeopleContext } from './users/manager.js';
export { sendPasswordReset } from './emails/passwordReset.js';
export { readMailLink, useMailLink } from './emails/useMailLink.js';
export type { User } from '../store/index.js';
export { listImpersonations, requiresInvitationCode, setInvitationCode } from './impersonation/impersonate.js';
export { finishLogIn, logIn } from './login/logIn.js';
export type { LoginAttempt, LoginOrigin, LoginOutcome } from './login/loginTypes.js';
export type { PeopleLetters } from './emails/peopleLetters.js';
export { EVERY_PERMISSION, isPermission, PERMISSIONS } from './groups/permissions.js';
export type { Permission } from './groups/permissions.js';
export { refuseImpersonated } from './impersonation/refuseImpersonated.js';
export { checkSession } from './sessions/sessions.js';
export type { Visitor } from './sessions/visitor.js';
