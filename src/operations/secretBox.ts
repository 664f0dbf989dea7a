/** Keeps secrets unreadable where they are stored. The platform makes one from the installation's key. */
export interface SecretBox {
  seal(secret: string): string;
  open(sealed: string): string;
  /** A connector's settings with the field `secret` sealed, for the store. */
  sealFields(settings: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** The same settings with the secret readable again, for the connector. */
  openFields(settings: Readonly<Record<string, unknown>>): Record<string, unknown>;
}
