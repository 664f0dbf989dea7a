/** SQL and nothing else: one file a noun. This is the room's only door. */
export {
  insertAccount,
  findBasics,
  findLatestInstant,
  lockAccount,
  noteAssessment,
  touchAccounts,
  updateAccount,
  requestClose,
  markClosed,
  setState,
  addDisputed,
  setReceipted,
  setOpenFrom,
  listAccountIds,
  listOpenAccountIds,
  filterOpenAccounts,
  filterUnlooked,
  listOverdue,
  findWakes,
  countRestless,
  findNextWake,
  findTax,
  findState,
} from './accounts/accounts.js';
export type { AccountBasics } from './accounts/accounts.js';
export { findParticulars } from './accounts/accountParticulars.js';
export type { AccountParticulars } from './accounts/accountParticulars.js';
export { insertAudit, listTimeline } from './core/audit.js';
export { listAudit, nameActors, nameSubjects } from './core/auditLog.js';
export type { LoggedRow } from './core/auditLog.js';
export type { AuditOrigin, AuditRow, TimelineRow } from './core/audit.js';
export {
  postEntries,
  findEntry,
  listEntries,
  entriesBetween,
  listLineEntries,
  taxesOf,
  reversalOf,
  nextUnreceipted,
  ledgerSums,
} from './ledger/entries.js';
export type { NewEntry, Entry, PostingAudit } from './ledger/entries.js';
export {
  countStuckSignals,
  findBrokenChains,
  findStuckLetters,
  findUnconfirmed,
  findWrongFigures,
  findWrongSites,
  findWrongUpstream,
  readDatabaseClock,
  readSchemaNumber,
  restoreFigures,
} from './operations/examine.js';
export {
  findLeft,
  findLineLeft,
  findMoneyLeft,
  listContested,
  listLegs,
  listPaymentsLeft,
  listReportedDisputes,
  setDisputed,
  trimDispute,
} from './payments/moneyBack.js';
export { loadTaxed, taxedSumsOf } from './ledger/taxedSums.js';
export type { Leg, ReportedDispute } from './payments/moneyBack.js';
export { loadFacts } from './facts/facts.js';
export type { LoadedAccount } from './facts/facts.js';
export { findKey, takeKey, keepAnswer } from './core/idempotency.js';
export { insertApiKey, findApiKey, noteKeyUse, listApiKeys, revokeApiKey } from './auth/keys.js';
export type { ApiKey, KeyRow } from './auth/keys.js';
export {
  insertLetter,
  leaseLetter,
  listUnsent,
  type Attempted,
  noteAttempt,
  findLetterSender,
  findLetter,
  listLetters,
  countUnsent,
} from './emails/letters.js';
export type { Letter } from './emails/letters.js';
export { listMigrations, makeSchema, migrate, newestOf } from './operations/migrate.js';
export {
  addToOutbox,
  waitingSignals,
  accountsWaiting,
  areManyFresh,
  filterWaiting,
  suspendedWaiting,
  removeFromOutbox,
  postponeOutbox,
  outboxDepth,
} from './core/outbox.js';
export {
  insertSettledPeriod,
  listSettled,
  nextStatementDue,
  settleStatement,
  clearLateUsage,
  hasStatementFrom,
  listClosedLate,
} from './ledger/periods.js';
export type { SettledPeriod, Statement } from './ledger/periods.js';
export {
  findDocument,
  findNumbers,
  findStatementOf,
  issueDocuments,
  listDocumentLines,
} from './statements/documents.js';
export type { DocumentLine, IssuedDocument } from './statements/documents.js';
export {
  countInvitations,
  keepPeopleLetter,
  LINK_PLACEHOLDER,
  messageIdOf,
  readLetterFrame,
} from './emails/peopleLetters.js';
export type { LetterFrame } from './emails/peopleLetters.js';
export {
  insertPlan,
  insertVersion,
  findLatestVersions,
  listVersions,
  listPlanIds,
  lockPlan,
  insertAssignments,
  listAssignments,
  endAssignments,
  countAssignments,
  listTermsAhead,
  accountsOnPlan,
  resumeAssignments,
} from './plans/plans.js';
export type { PlanVersion, NewAssignment, AssignmentRow } from './plans/plans.js';
export { insertScheduled, listScheduled, markScheduledPosted, cancelScheduled } from './ledger/scheduled.js';
export type { Scheduled } from './ledger/scheduled.js';
export {
  insertSite,
  isSlugTaken,
  findSiteBySlug,
  findSite,
  findRootSite,
  listChildSites,
  listAccountSites,
  takeUpSite,
  findSettings,
  changeSettings,
  findSettingsForHost,
  setSlug,
  updateSite,
  wantSitesState,
  unconfirmedOrders,
  confirmGeneration,
  overtakeGeneration,
  noteConnectorFailure,
  findGateSite,
  listGateHosts,
} from './sites/sites.js';
export type { Site, SiteSettings, SiteOrder } from './sites/sites.js';
export { letterSenderOf, logoIn, logoSource } from '../core/values/letterSender.js';
export type { LetterSender } from '../core/values/letterSender.js';
export {
  insertSuspension,
  endSuspension,
  nextSuspensionLetter,
  settleSuspensionLetter,
  findHold,
  insertHold,
  releaseHold,
  setExemption,
  insertNotice,
  rearmNotices,
  countNotices,
  insertDispute,
  isDisputed,
  resolveDispute,
} from './suspension/states.js';
export type { SuspensionLetter } from './suspension/states.js';
export {
  setParent,
  setBooks,
  listHeldAssignments,
  findCopy,
  setAssignmentPlan,
  listForeignMeters,
  moveUsage,
} from './sites/moves.js';
export type { HeldAssignment, PlanCopy } from './sites/moves.js';
export {
  lockTrees,
  lockAbove,
  lockForMove,
  refreshUpstream,
  handOverSites,
  listUpstreamLetters,
  settleUpstreamLetter,
} from './sites/tree.js';
export type { UpstreamLetter } from './sites/tree.js';
export {
  lockForUsage,
  lockForSettlement,
  insertUsage,
  compareRepeats,
  markLateUsage,
  takeFreshAccounts,
  listUsage,
  listMeters,
  listUsageHosts,
  insertMeter,
} from './usage/usage.js';
export type { Counted, NewUsage, UsageTotal, Meter } from './usage/usage.js';
export { findVoidable, listDayEvents, listVoidedEvents, recountDays, voidEvent } from './usage/voidUsage.js';
export type { CountedEvent, VoidableEvent } from './usage/voidUsage.js';
export { findUsageSites } from './sites/tenures.js';
export type { Tenure, UsageSite } from './sites/tenures.js';
export {
  findCredentials,
  setPassword,
  replacePassword,
  proposeSecondFactor,
  confirmSecondFactor,
  clearSecondFactor,
  endAccess,
} from './auth/credentials.js';
export type { Credentials } from './auth/credentials.js';
export { listGroups, insertGroup, updateGroup, removeGroup, countMembers } from './auth/groups.js';
export type { Group } from './auth/groups.js';
export { insertMailLink, findMailLink, takeMailLink, endMailLinks, countMailLinks } from './auth/mailLinks.js';
export type { LinkHolder, MailLinkPurpose } from './auth/mailLinks.js';
export { replaceRecoveryCodes } from './auth/recoveryCodes.js';
export {
  lockPeople,
  insertUser,
  findOwner,
  findUser,
  findUserByEmail,
  listUsers,
  updateUser,
  setDisabled,
  removeUnclaimedUser,
} from './auth/users.js';
export type { User } from './auth/users.js';
export {
  endImpersonations,
  insertImpersonation,
  listImpersonations,
  listLostImpersonations,
} from './auth/impersonations.js';
export type { ImpersonationShown } from './auth/impersonations.js';
export {
  addFailures,
  findBlock,
  lockBlock,
  removeFailures,
  removeOldFailures,
  setBlock,
} from './auth/loginFailures.js';
export {
  addKnownBrowser,
  findLogin,
  findPendingLogin,
  insertPendingLogin,
  isKnownBrowser,
  needsSteppingInCode,
  noteLogin,
  removeOldBrowsers,
  removeOldMailLinks,
  removeOldPendingLogins,
  removePendingLogins,
  setSteppingInCode,
  takePendingLogin,
  takeRecoveryCode,
  takeTotpStep,
  touchKnownBrowser,
} from './auth/logins.js';
export type { Login, LoginUser } from './auth/logins.js';
export {
  findSession,
  insertSession,
  removeImpersonationsBy,
  removeOldSessions,
  removeSessionByHandle,
  removeSessions,
  removeSessionsOf,
  touchSession,
} from './auth/sessions.js';
export type { EndedSession, SessionFound } from './auth/sessions.js';
export { listSessions } from './auth/sessionList.js';
export type { SessionListed } from './auth/sessionList.js';
export { listProviders, findProvider, upsertProvider, deleteProvider } from './payments/providers.js';
export type { ProviderRow } from './payments/providers.js';
export {
  countCheckouts,
  insertCheckout,
  nameCheckout,
  endCheckout,
  findPayable,
  findAcquaintance,
  lockPayment,
  insertPaymentEvent,
  settlePaymentEvent,
  listEventsOfPayment,
  findEventOfEntry,
  countRefusedEvents,
  listPaymentEvents,
  listRefusedEvents,
  lockPaymentEvent,
  markSeenTo,
  endWaiting,
  markRead,
  takeReportsToAsk,
  removeForeignEvents,
} from './payments/payments.js';
export type { Payable, PaymentEvent, PaymentEventState, ReportToAsk } from './payments/payments.js';
export {
  findSavedCard,
  replaceSavedCard,
  removeSavedCard,
  findTopUpSettings,
  upsertTopUpSettings,
  listTopUps,
  sumTopUps,
  insertTopUp,
  endTopUp,
  settleTopUpPaid,
  settleTopUpFailed,
  takePendingTopUps,
  hasPendingTopUp,
  takeCardToDetach,
  endCardDetaching,
  detachCardLater,
} from './payments/topUps.js';
export type { CardToDetach, PendingTopUp, SavedCardRow, TopUp, TopUpSettings } from './payments/topUps.js';
export {
  insertBankImport,
  addToBankImport,
  findBankImport,
  listBankImports,
  insertBankLine,
  findPostedAlike,
  lockBankIdentity,
  settleBankLine,
  lockBankLine,
  listBankLines,
  findBankLine,
  countBankLines,
  findByReferences,
  listCurrencies,
} from './bank/bank.js';
export type { BankImport, BankLine, BankLineState, ReferencedAccount } from './bank/bank.js';
export {
  deleteBankDraft,
  deleteBankProfile,
  findBankDraft,
  findBankProfile,
  insertBankDraft,
  listBankProfiles,
  upsertBankProfile,
} from './bank/bankProfiles.js';
export type { BankProfile } from './bank/bankProfiles.js';
export { insertHeldLines, listKnownFingerprints, listPostedIdentities } from './bank/bankHeld.js';
export { findAccountNames, listLikelyAccounts } from './bank/likelyAccounts.js';
export type { LikelyAccount } from './bank/likelyAccounts.js';
export { listByUrgency } from './accounts/accountList.js';
export type { ListedAccount, ListFilter, ListPlace } from './accounts/accountList.js';
export {
  addToMonth,
  findFirstOpening,
  forgetMonths,
  listKeepers,
  listMonths,
  lockMonth,
  sumBooks,
  sumMonth,
} from './accounts/books.js';
export type { BooksRow, MonthRow, MonthUntil } from './accounts/books.js';
export {
  insertJob,
  insertJobLines,
  dropUnstarted,
  replaceJob,
  startJob,
  leaseJob,
  listOpenLines,
  endLines,
  findJob,
  listJobs,
  listToldLines,
  listAllLines,
  listCells,
  listFirstLines,
  countLeftOut,
  listLogEnds,
  sumUsageLines,
} from './tasks/jobs.js';
export type { Job, JobKind, JobLine, LineEnd, NewJobLine } from './tasks/jobs.js';
export {
  countPlanUse,
  listPlanHolders,
  findPlansByName,
  listNamesakes,
  listTakenSlugs,
  listTakenHostnames,
} from './plans/planUse.js';
export type { PlanHolder, VersionUse } from './plans/planUse.js';
export {
  listUnconfirmed,
  listConnectors,
  askConnectorAnew,
  endPause,
  endPausesBeside,
  listResting,
} from './suspension/connectors.js';
export type { ConnectorHealth, WokenSite } from './suspension/connectors.js';
export { removeLogo, insertLogo, findLogo, takeTestLetter } from './statements/logos.js';
export type { Logo } from './statements/logos.js';
export { listSealed, replaceSealed, SEALED_KINDS, sealedAt, type Sealed, type SealedKind } from './operations/sealed.js';
export {
  advanceCounters,
  copyIn,
  copyOut,
  dropEverything,
  type DumpedTable,
  listTables,
  readOccupancy,
  useNeutralText,
  withoutConstraints,
} from './operations/dump.js';
export { type Forgotten, forgetWhatPassed, muteLetters, overtakeConnectors, restTopUps } from './operations/restored.js';
export { erasePersonalData } from './accounts/erasePersonalData.js';
export { type PersonalData, readPersonalData } from './accounts/personalData.js';
export { type GaugeRow, readGaugeRow } from './operations/gauges.js';
export { forgetPart, notePart, partsSeen } from './operations/partsSeen.js';
export {
  countActive,
  countBraked,
  countDueBrakeLetters,
  countFallen,
  endBraked,
  exemptBraked,
  findBrake,
  findClearance,
  holdBrake,
  insertBrake,
  insertBraked,
  listBraked,
  listBrakeLetters,
  listBrakes,
  lockSuspensions,
  noteBrakeLetter,
  readBraked,
  releaseBrake,
} from './suspension/brakes.js';
export type { Brake, BrakedAccount } from './suspension/brakes.js';
export {
  endOrphanSilences,
  endSilence,
  filterSilent,
  listAllSilent,
  listClosures,
  listSilences,
  listSilentSites,
  listSpeech,
  listUntoldKeepers,
  noteSilence,
  settleSilences,
} from './usage/silences.js';
export type { SilentSite, SpeechRow } from './usage/silences.js';
export {
  confirmHostname,
  findNames,
  insertHostnames,
  listWaitingHostnames,
  type NameAbove,
  removeHostnames,
  type WaitingHostname,
} from './sites/hostnames.js';
export { listOtherSources, type OtherSource } from './usage/otherSources.js';
export { findUnheededProxy, forgetUnheededProxy, noteUnheededProxy } from './suspension/unheededProxy.js';
export {
  clearUndeliverable,
  findByMessageId,
  listByAddress,
  listMarkedElsewhere,
  listNoticeEmails,
  listUndeliverable,
  markUndeliverable,
  noteBounce,
  rearmByEmail,
  redirectWaiting,
  renewEmails,
} from './emails/undeliverable.js';
