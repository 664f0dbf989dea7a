import type { Page } from '../site/page.js';
import { importPages } from './import/import.js';
import { letterPages } from './letters/letters.js';
import { planPages } from './plans/plans.js';
import { settingsPages } from './settings/settings.js';

/** The console's pages about plans, letters, settings and imports. */
export const ownerConsolePages: readonly Page[] = [
  ...planPages,
  ...letterPages,
  ...settingsPages,
  ...importPages,
];
