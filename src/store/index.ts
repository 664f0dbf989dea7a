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
} from './accounts.js';
export type { AccountBasics } from './accounts.js';
export { findParticulars } from './accountParticulars.js';
export type { AccountParticulars } from './accountParticulars.js';
export { insertAudit, listTimeline } from './audit.js';
export { listAudit, nameActors, nameSubjects } from './auditLog.js';
export type { LoggedRow } from './auditLog.js';
export type { AuditOrigin, AuditRow, TimelineRow } from './audit.js';
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
} from './entries.js';
export type { NewEntry, Entry, PostingAudit } from './entries.js';
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
} from './examine.js';
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
} from './moneyBack.js';
export { loadTaxed, taxedSumsOf } from './taxedSums.js';
export type { Leg, ReportedDispute } from './moneyBack.js';
export { loadFacts } from './facts.js';
export type { LoadedAccount } from './facts.js';
export { findKey, takeKey, keepAnswer } from './idempotency.js';
export { insertApiKey, findApiKey, noteKeyUse, listApiKeys, revokeApiKey } from './keys.js';
export type { ApiKey, KeyRow } from './keys.js';
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
} from './letters.js';
export type { Letter } from './letters.js';
export { listMigrations, makeSchema, migrate, newestOf } from './migrate.js';
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
} from './outbox.js';
export {
  insertSettledPeriod,
  listSettled,
  nextStatementDue,
  settleStatement,
  clearLateUsage,
  hasStatementFrom,
  listClosedLate,
} from './periods.js';
export type { SettledPeriod, Statement } from './periods.js';
export {
  findDocument,
  findNumbers,
  findStatementOf,
  issueDocuments,
  listDocumentLines,
} from './documents.js';
export type { DocumentLine, IssuedDocument } from './documents.js';
export {
  countInvitations,
  keepPeopleLetter,
  LINK_PLACEHOLDER,
  messageIdOf,
  readLetterFrame,
} from './peopleLetters.js';
export type { LetterFrame } from './peopleLetters.js';
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
} from './plans.js';
export type { PlanVersion, NewAssignment, AssignmentRow } from './plans.js';
export { insertScheduled, listScheduled, markScheduledPosted, cancelScheduled } from './scheduled.js';
export type { Scheduled } from './scheduled.js';
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
} from './sites.js';
export type { Site, SiteSettings, SiteOrder } from './sites.js';
export { letterSenderOf, logoIn, logoSource } from './letterSender.js';
export type { LetterSender } from './letterSender.js';
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
} from './states.js';
export type { SuspensionLetter } from './states.js';
export {
  setParent,
  setBooks,
  listHeldAssignments,
  findCopy,
  setAssignmentPlan,
  listForeignMeters,
  moveUsage,
} from './moves.js';
export type { HeldAssignment, PlanCopy } from './moves.js';
export {
  lockTrees,
  lockAbove,
  lockForMove,
  refreshUpstream,
  handOverSites,
  listUpstreamLetters,
  settleUpstreamLetter,
} from './tree.js';
export type { UpstreamLetter } from './tree.js';
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
} from './usage.js';
export type { Counted, NewUsage, UsageTotal, Meter } from './usage.js';
export { findVoidable, listDayEvents, listVoidedEvents, recountDays, voidEvent } from './voidUsage.js';
export type { CountedEvent, VoidableEvent } from './voidUsage.js';
export { findUsageSites } from './tenures.js';
export type { Tenure, UsageSite } from './tenures.js';
export {
  findCredentials,
  setPassword,
  replacePassword,
  proposeSecondFactor,
  confirmSecondFactor,
  clearSecondFactor,
  endAccess,
} from './credentials.js';
export type { Credentials } from './credentials.js';
export { listGroups, insertGroup, updateGroup, removeGroup, countMembers } from './groups.js';
export type { Group } from './groups.js';
export { insertMailLink, findMailLink, takeMailLink, endMailLinks, countMailLinks } from './mailLinks.js';
export type { LinkHolder, MailLinkPurpose } from './mailLinks.js';
export { replaceRecoveryCodes } from './recoveryCodes.js';
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
} from './users.js';
export type { User } from './users.js';
export {
  endImpersonations,
  insertImpersonation,
  listImpersonations,
  listLostImpersonations,
} from './impersonations.js';
export type { ImpersonationShown } from './impersonations.js';
export {
  addFailures,
  findBlock,
  lockBlock,
  removeFailures,
  removeOldFailures,
  setBlock,
} from './loginFailures.js';
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
} from './logins.js';
export type { Login, LoginUser } from './logins.js';
export {
  findSession,
  insertSession,
  removeImpersonationsBy,
  removeOldSessions,
  removeSessionByHandle,
  removeSessions,
  removeSessionsOf,
  touchSession,
} from './sessions.js';
export type { EndedSession, SessionFound } from './sessions.js';
export { listSessions } from './sessionList.js';
export type { SessionListed } from './sessionList.js';
export { listProviders, findProvider, upsertProvider, deleteProvider } from './providers.js';
export type { ProviderRow } from './providers.js';
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
} from './payments.js';
export type { Payable, PaymentEvent, PaymentEventState, ReportToAsk } from './payments.js';
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
} from './topUps.js';
export type { CardToDetach, PendingTopUp, SavedCardRow, TopUp, TopUpSettings } from './topUps.js';
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
} from './bank.js';
export type { BankImport, BankLine, BankLineState, ReferencedAccount } from './bank.js';
export {
  deleteBankDraft,
  deleteBankProfile,
  findBankDraft,
  findBankProfile,
  insertBankDraft,
  listBankProfiles,
  upsertBankProfile,
} from './bankProfiles.js';
export type { BankProfile } from './bankProfiles.js';
export { insertHeldLines, listKnownFingerprints, listPostedIdentities } from './bankHeld.js';
export { findAccountNames, listLikelyAccounts } from './likelyAccounts.js';
export type { LikelyAccount } from './likelyAccounts.js';
export { listByUrgency } from './accountList.js';
export type { ListedAccount, ListFilter, ListPlace } from './accountList.js';
export {
  addToMonth,
  findFirstOpening,
  forgetMonths,
  listKeepers,
  listMonths,
  lockMonth,
  sumBooks,
  sumMonth,
} from './books.js';
export type { BooksRow, MonthRow, MonthUntil } from './books.js';
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
} from './jobs.js';
export type { Job, JobKind, JobLine, LineEnd, NewJobLine } from './jobs.js';
export {
  countPlanUse,
  listPlanHolders,
  findPlansByName,
  listNamesakes,
  listTakenSlugs,
  listTakenHostnames,
} from './planUse.js';
export type { PlanHolder, VersionUse } from './planUse.js';
export {
  listUnconfirmed,
  listConnectors,
  askConnectorAnew,
  endPause,
  endPausesBeside,
  listResting,
} from './connectors.js';
export type { ConnectorHealth, WokenSite } from './connectors.js';
export { removeLogo, insertLogo, findLogo, takeTestLetter } from './logos.js';
export type { Logo } from './logos.js';
export { listSealed, replaceSealed, SEALED_KINDS, sealedAt, type Sealed, type SealedKind } from './sealed.js';
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
} from './dump.js';
export { type Forgotten, forgetWhatPassed, muteLetters, overtakeConnectors, restTopUps } from './restored.js';
export { erasePersonalData } from './erasePersonalData.js';
export { type PersonalData, readPersonalData } from './personalData.js';
export { type GaugeRow, readGaugeRow } from './gauges.js';
export { forgetPart, notePart, partsSeen } from './partsSeen.js';
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
} from './brakes.js';
export type { Brake, BrakedAccount } from './brakes.js';
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
} from './silences.js';
export type { SilentSite, SpeechRow } from './silences.js';
export {
  confirmHostname,
  findNames,
  insertHostnames,
  listWaitingHostnames,
  type NameAbove,
  removeHostnames,
  type WaitingHostname,
} from './hostnames.js';
export { listOtherSources, type OtherSource } from './otherSources.js';
export { findUnheededProxy, forgetUnheededProxy, noteUnheededProxy } from './unheededProxy.js';
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
} from './undeliverable.js';
