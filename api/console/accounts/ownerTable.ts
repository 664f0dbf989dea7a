import type { Page } from '../../web/page.js';
import { bankPages } from '../bank/bank.js';
import { bankFilePages } from '../bank/files.js';
import { brakePages } from '../home/brake.js';
import { importPages } from '../import/import.js';
import { letterPages } from '../letters/letters.js';
import { planPages } from '../plans/plans.js';
import { settingsPages } from '../settings/settings.js';
import { usageFilePages } from '../usage/usage.js';

/** The console's pages about the bank, plans, letters, settings, imports and usage. */
export const ownerConsolePages: readonly Page[] = [
  ...bankPages,
  ...bankFilePages,
  ...brakePages,
  ...planPages,
  ...letterPages,
  ...settingsPages,
  ...importPages,
  ...usageFilePages,
];
