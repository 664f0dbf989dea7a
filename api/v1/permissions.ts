/** What a key can be allowed. Each route names the one it needs; a route that names none cannot be mounted. */
export const PERMISSIONS = [
  'plans.read',
  'plans.write',
  'accounts.read',
  'accounts.write',
  'entries.read',
  'payments.write',
  'charges.write',
  'entries.write',
  'usage.read',
  'usage.write',
  'meters.read',
  'meters.write',
  'sites.read',
  'sites.write',
  'sandbox.use',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Every key of a site may do everything its site may. */
export const EVERY_PERMISSION: ReadonlySet<Permission> = new Set(PERMISSIONS);
