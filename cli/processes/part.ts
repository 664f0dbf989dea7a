/** What can run as a process of its own, as a production deployment has it. */
export type Part = 'api' | 'worker' | 'relay';

/** What says that it runs. */
export type SeenPart = Part | 'gate';
