/** What can run as a process of its own, as a production deployment has it. */
export type ProcessKind = 'api' | 'worker' | 'scheduler';

/** What says that it runs. */
export type HeartbeatKind = ProcessKind | 'gate';
