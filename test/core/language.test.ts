import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageChoices } from '../../api/console/accounts/list/languages.js';
import {
  chooseLanguage,
  findLanguage,
  LANGUAGES,
  languageOf,
  localeOf,
} from '../../src/core/values/language.js';

describe('the language of a tag', () => {
  it.each([
    ['de', 'de', 'de-DE'],
    ['de-AT', 'de', 'de-AT'],
    ['DE', 'de', 'de-DE'],
    ['fr-BE-u-nu-arab', 'fr', 'fr-BE'],
    ['pt', 'en', 'en-GB'],
    ['../de', 'en', 'en-GB'],
    ['', 'en', 'en-GB'],
    ['toString', 'en', 'en-GB'],
  ])('of %j is %s, with dates as in %s', (tag, language, locale) => {
    expect([languageOf(tag), localeOf(tag)]).toEqual([language, locale]);
  });

  it('is offered if and only if it has texts', () => {
    const offered = languageChoices('en').map(({ value }) => findLanguage(value));
    expect(new Set(offered)).toEqual(new Set(Object.keys(LANGUAGES)));
  });
});

describe('the language of a page', () => {
  it.each([
    [['it', 'de'], 'fr', 'it'],
    [[undefined, 'de-AT'], 'fr', 'de-AT'],
    [[null, 'pt', 'nl'], 'fr', 'nl'],
    [['pt', ''], 'fr-CH, fr;q=0.9, en;q=0.8', 'fr-CH'],
    [[], 'pt, en;q=0.5, es;q=0.7', 'es'],
    [[], 'de;q=0, it;q=0.1', 'it'],
    [[], '*', 'en'],
    [[], '', 'en'],
  ])('of the choices %j and the browser %j is %s', (choices, browser, language) => {
    expect(chooseLanguage(choices, browser)).toBe(language);
  });

  it('has texts, whatever the browser sends', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string())), fc.string(), (choices, browser) => {
        expect(findLanguage(chooseLanguage(choices, browser))).toBeDefined();
      }),
    );
  });
});
