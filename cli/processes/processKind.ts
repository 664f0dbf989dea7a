/** What can run as a process of its own, as a production deployment has it. */
export type ProcessKind = 'api' | 'worker' | 'scheduler';

/** A process that records heartbeats. */
export type HeartbeatKind = ProcessKind | 'gate';
