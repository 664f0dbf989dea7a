/** The rules of the tab: pure functions of values. This is the room's only door. */

// Refusals
export { isRefusal, refuse } from './refusal.js';
export type { FieldProblem, Refusal, RefusalName } from './refusal.js';

// Days and zones
export {
  addDays,
  addMonths,
  dateOfEpochDay,
  DAY_MS,
  daysBetween,
  epochDay,
  endOfDay,
  isLocalDate,
  LATEST,
  isTimeZone,
  knowsZone,
  localDateOf,
  localEpochDayOf,
  startOfDay,
} from './zone.js';
export type { Instant, LocalDate } from './zone.js';
export { parseInstant } from './instant.js';

// Money and quantities
export { currencyCodes, currencyExponent } from './currency.js';
export {
  divideRounded,
  formatAmount,
  formatPercent,
  minorPerMajor,
  parseAmount,
  parsePercent,
  taxOn,
} from './money.js';
export type { Percent } from './money.js';
export { formatQuantity, parseQuantity, storedQuantity, QUANTITY_ONE, quantityToNumber } from './quantity.js';
export type { Quantity } from './quantity.js';

// Plans and rating
export { compilePlan } from './plan.js';
export type { BandTerms, CompiledPlan, PlanTerms, UsageTerms } from './plan.js';
export type { CompiledComponent } from './component.js';
export { costCurve, prorate, rateComponent, ratePlan, totalOf } from './rate.js';
export type { Share } from './rate.js';
export { explainLine } from './explainLine.js';
export type { ExactMinor, ExplainedPart, LineExplanation } from './explainLine.js';

// Periods
export { firstPeriod, nextPeriod, periodAt } from './period.js';
export type { Period, Schedule } from './period.js';

// Looking ahead
export { HORIZON_DAYS, project, projectLimit, projectLimitDate } from './project.js';
export { refusedBelow, smallestCharge } from './smallestCharge.js';
export type {
  LimitReason,
  MeterHistory,
  Offer,
  Offers,
  Projection,
  ProjectionInput,
  ProjectionPiece,
  ProjectionSpan,
} from './project.js';
export { forecastMeter } from './forecast.js';
export type { MeterForecast } from './forecast.js';

export { isReportedDaily, learnArrival, reportingCycleMs, taughtOf } from './traffic/rhythm.js';
export type { ArrivedPart, Reported, Rhythm } from './traffic/rhythm.js';

// Notices
export { decideNotices, nextNoticeAt, toldByReactivation } from './notices.js';

// An account: its facts, where it stands, what it needs
export type {
  AccountFacts,
  AccountState,
  Aggregation,
  Assignment,
  MeterDays,
  NoticeKind,
  PostedLine,
  SettledUsage,
  ScheduledCharge,
  SilentMeter,
  SiteFacts,
  Tax,
  TaxedSum,
  Told,
  UsageDay,
} from './facts.js';
export { linesOf, meteredIn, piecesOf, STARTUP_LINE, usageBetween } from './lines.js';
export { standingOf, withTax } from './standing.js';
export { roundingsOf, taxOnSum } from './taxSum.js';
export type { StatementTax } from './taxSum.js';
export type { TaxRounding } from './taxSum.js';
export { accountSizeFault } from './accountSize.js';
export type { DueLine, Standing } from './standing.js';
export { foresee, foreseeRange } from './foresee.js';
export type { ForeseenRange } from './foresee.js';
export { worthBehind } from './hindsight.js';
export type { PastEntry, WorthPoint } from './hindsight.js';
export { situationOf } from './situation.js';
export type { Situation } from './situation.js';
export { decide, isUpByBrake, movesWake, settlementSpreadMs, wantedState } from './decide.js';
export type { Act, Decision } from './decide.js';
export { attempt, decisionOn, offersOn, outlookOn, rangeOn, standOn } from './outlook.js';
export type { ForecastKind, Outlook } from './outlook.js';

export { readLateUsageDays, takesLateUsage } from './lateUsage.js';

// The brake on suspensions that come in crowds
export { BRAKE_RULE, BRAKE_WINDOW_MS, brakes, readBrakeRule, suspensionsAllowed } from './brake.js';
export type { BrakeRule } from './brake.js';

// Meters that fell silent
export { HABIT_DAYS, SILENCE_DAYS_MAX, silentSince } from './silence.js';
export type { Closure, MeterSpeech } from './silence.js';

// Payments: what providers are asked and report, references, bank statements
export { isProviderKind, PROVIDER_KINDS } from './payment.js';
export type {
  CardAnswer,
  CardOrder,
  CardRelease,
  CheckoutAnswer,
  CheckoutOrder,
  ProviderEvent,
  ProviderKind,
  ProviderTrouble,
  RefundAnswer,
  RefundOrder,
  ReportedObject,
  SavedCard,
} from './payment.js';
export { decideSteps } from './reported.js';
export type { Decided } from './reported.js';
export { findReferences, formatReference, seemsToNameReference } from './reference.js';
export { readStatement } from './bank/statement.js';
export { currenciesOf, dayIn, type Day, markOf, plainFigure, readDay, readMoney } from './bank/figures.js';
export { findDateOrder } from './bank/dates.js';
export { factsAtOpening } from './opening.js';
export { headingOf } from './bank/heading.js';
export type { Statement } from './bank/statement.js';
export type { StatementLine } from './bank/readRows.js';
export type { LineCounts } from './bank/mapping.js';
export type { Fault as HeldLine } from './bank/rows.js';
export type { Heading } from './bank/heading.js';
export { COLUMN_FIELDS, joinAnswers } from './bank/answers.js';
export type { StatementAnswers, StatementQuestion } from './bank/answers.js';

// Access logs: what a line says, whose it is, what lines add up to
export { dateFormat, numberFormat } from './formatters.js';
