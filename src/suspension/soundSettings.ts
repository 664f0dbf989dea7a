import { parseBreakerRule } from '../billing/breaker.js';
import { parseLateUsageDays } from '../billing/periods/lateUsage.js';
import { parsePromiseRule } from '../billing/promise.js';
import { parsePercent } from '../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { contrastWithWhite } from '../statements/contrast.js';
import type { SiteSettings } from '../store/sites/sites.js';

const CONTRAST_LEAST = 4.5;

/** Checks settings with rules that their syntax does not cover. */
export function unsoundSettings(
  settings: Omit<SiteSettings, 'particulars' | 'bankAccount'>,
): Refusal | undefined {
  const { emailAccent = '', taxPercent = '', taxName = '', defaultCreditLimit = '' } = settings;
  if (emailAccent !== '') {
    const contrast = contrastWithWhite(emailAccent);
    if (contrast === undefined) return refuse('invalid', 'must be a colour such as #1f5c57', 'emailAccent');
    if (contrast < CONTRAST_LEAST) {
      const ratio = (Math.floor(contrast * 10) / 10).toFixed(1);
      const detail = `is too light for white text: the contrast is ${ratio}:1 and must be at least 4.5:1`;
      return refuse('invalid', detail, 'emailAccent');
    }
  }
  const percent = taxPercent === '' ? 0n : parsePercent(taxPercent, 'taxPercent');
  if (isRefusal(percent)) return percent;
  if (taxName !== '' && !/^[A-Za-z0-9 .%-]{1,20}$/.test(taxName)) {
    return refuse('invalid', 'must be 1 to 20 letters, digits, spaces, dots, % and hyphens', 'taxName');
  }
  if (defaultCreditLimit !== '' && !/^-?(0|[1-9]\d{0,14})(\.\d{1,4})?$/.test(defaultCreditLimit)) {
    return refuse('invalid', 'must be an amount such as 100.00', 'defaultCreditLimit');
  }
  return [parseBreakerRule(settings), parseLateUsageDays(settings), parsePromiseRule(settings)].find(
    isRefusal,
  );
}
