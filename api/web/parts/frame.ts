/** The frame of a page in English. The client's pages bring their own in the reader's language. */
export const ENGLISH_FRAME = {
  language: 'en',
  skip: 'Skip to content',
  navigation: 'Pages of this site',
  allPages: 'all pages',
  menu: 'menu',
  login: 'Your login and sessions',
  logOut: 'Log out',
  /** Names of pages by their path; others keep the name that the navigation has. */
  pages: {
    '': 'Overview',
    sites: 'Sites',
    statements: 'Documents',
    entries: 'Entries',
    pay: 'Pay',
    preferences: 'Preferences',
  },
  team: 'Team',
};

export type FrameTexts = typeof ENGLISH_FRAME;
