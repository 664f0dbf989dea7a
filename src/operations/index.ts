/** What the system can do, one verb a file. This is the room's only door. */
export { lookAt, lookOf, limitDateOf, assess, isoOrNull, warningDue } from './assess.js';
export type { Assessment, Look } from './assess.js';
export { findPlans, putOnPlans, effectiveDate, changePlans, replacePlan } from './assignPlans.js';
export type { Effective, Replacement } from './assignPlans.js';
export { changeAccount } from './changeAccount.js';
export type { AccountChangeInput } from './changeAccount.js';
export { changeAccountUnderLock, placeHold, releaseHold, exemptAccount } from './changeStanding.js';
export type { AccountChange } from './changeStanding.js';
export { closeAccount } from './closeAccount.js';
export { relayFrom } from './context.js';
export type { Context, SiteContext, SignalName } from './context.js';
export { createDispatcher, deliverAccount, relayOutbox } from './dispatch.js';
export type { SendSignal, DispatcherOptions, Dispatcher } from './dispatch.js';
export { disputeEntry, resolveDispute } from './disputeEntry.js';
export { fingerprintOf } from './fingerprint.js';
export { draftNotice, draftStatement, keepLetter, deliverLetter, listUnsentLetters } from './letters.js';
export type { LetterDraft, RenderedDraft, Mailer, Delivery } from './letters.js';
export { createPlan, addPlanVersion, readPlan, readPlans, previewPlan } from './managePlans.js';
export type { PlanHistory, Preview } from './managePlans.js';
export {
  createSite,
  addSite,
  changeSite,
  readSettings,
  readSite,
  readSites,
  sitesOfAccounts,
  findInstallationSite,
} from './manageSites.js';
export type { ConnectorInput, SiteInput, SiteChange } from './manageSites.js';
export { transact, KEY_REUSED, onceOnly } from './onceOnly.js';
export { openAccount, readTax } from './openAccount.js';
export type { AccountInput, TaxInput } from './openAccount.js';
export { postAdjustment } from './postAdjustment.js';
export type { AdjustmentInput } from './postAdjustment.js';
export { postCharge } from './postCharge.js';
export type { ChargeInput } from './postCharge.js';
export {
  NO_ACCOUNT,
  CLOSED,
  basicsOf,
  positiveAmount,
  postMoney,
  answeredBefore,
  withTaxEntry,
  taxOfAccount,
} from './postMoney.js';
export type { MoneyRequest } from './postMoney.js';
export { postRefund } from './postRefund.js';
export type { RefundInput } from './postRefund.js';
export { siteView, readAccount, readAccounts, isOwnAccount } from './readAccount.js';
export type { AccountView, PlanView, SiteView } from './readAccount.js';
export {
  readEntries,
  readEntry,
  readLetters,
  readStatements,
  readPeriods,
  readProjection,
  readTimeline,
} from './readHistory.js';
export type { Statements, Foresight, Upcoming, Timeline } from './readHistory.js';
export { readGauges } from './readGauges.js';
export type { Gauges } from './readGauges.js';
export { recordPayment } from './recordPayment.js';
export type { PaymentInput } from './recordPayment.js';
export { recordUsage, readUsage, createMeter, readMeters } from './recordUsage.js';
export type { UsageEvent, UsageVerdicts, MeterInput } from './recordUsage.js';
export { reverseEntry, postReversal } from './reverseEntry.js';
export { chargeUsage, chargeScheduled, decideState, readOrders, noteOrder } from './runAccount.js';
export type { OrderOutcome } from './runAccount.js';
export { scheduleCharge, readScheduledCharges, cancelScheduledCharge } from './scheduleCharge.js';
export type { PlannedCharge, ScheduledInput } from './scheduleCharge.js';
export { settleDue, describeDays } from './settleDue.js';
export { watchUsage, reviveOverdue, sweepAccounts, startMissing } from './watch.js';
export type { Sweep } from './watch.js';
export type {
  Entry,
  Letter,
  Meter,
  PlanVersion,
  Scheduled,
  SettledPeriod,
  Site,
  SiteOrder,
  SiteSettings,
  TimelineRow,
  UsageTotal,
} from '../store/index.js';
export { lookupGate, readHost } from './gate.js';
export type { Host } from './gate.js';
export { migrateDatabase } from './migrateDatabase.js';
export { latestInstant, restlessness } from './restlessness.js';
export type { Restlessness } from './restlessness.js';
