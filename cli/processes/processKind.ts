/** The processes that a production deployment runs separately. */
export type ProcessKind = 'api' | 'worker' | 'scheduler';

/** A process that records heartbeats. */
export type HeartbeatKind = ProcessKind | 'gate';
