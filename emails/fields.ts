import { z } from 'zod';

/** An amount in minor units, as text in JSON. */
export const minor = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
export const instant = z.number();
export const localDate = z.iso.date();

/** The sender: the agency that hosts the sites. Shown at the head and the foot of every email. */
export const sender = z.object({
  name: z.string(),
  email: z.string(),
  /** Postal address; may have several lines. */
  address: z.string().exactOptional(),
  phone: z.string().exactOptional(),
  /** The agency's own colours, logo and texts in its emails. */
  branding: z
    .object({
      /** `#rrggbb`; white text is readable on it. */
      accent: z.string().exactOptional(),
      /** The agency's own footer text; may have several lines. */
      footer: z.string().exactOptional(),
      /** `source` is the image's address in the email: the content id of the attachment. */
      logo: z.object({ source: z.string(), width: z.number(), height: z.number() }).exactOptional(),
    })
    .exactOptional(),
});

export type Sender = z.infer<typeof sender>;
