/** How emails present their sender. */
export interface EmailSender {
  readonly name: string;
  readonly email?: string;
  readonly address?: string;
  readonly phone?: string;
  readonly branding: EmailBranding;
}

interface EmailBranding {
  readonly accent?: string;
  readonly footer?: string;
  readonly logo?: { readonly source: string; readonly width: number; readonly height: number };
}

/** What the settings of a site may contain about its emails. */
interface SenderSettings {
  readonly email?: string | undefined;
  readonly address?: string | undefined;
  readonly phone?: string | undefined;
  readonly emailAccent?: string | undefined;
  readonly emailFooter?: string | undefined;
  readonly logo?: { readonly id: string; readonly width: number; readonly height: number } | null | undefined;
}

/** The sender of emails from a site's settings; an empty text counts as absent. */
export function emailSenderOf(siteName: string, settings: SenderSettings): EmailSender {
  const { email = '', address = '', phone = '' } = settings;
  return {
    name: siteName,
    ...(email === '' ? {} : { email }),
    ...(address === '' ? {} : { address }),
    ...(phone === '' ? {} : { phone }),
    branding: brandingOf(settings),
  };
}

function brandingOf({
  emailAccent: accent = '',
  emailFooter: footer = '',
  logo = null,
}: SenderSettings): EmailBranding {
  return {
    ...(accent === '' ? {} : { accent }),
    ...(footer === '' ? {} : { footer }),
    ...(logo === null
      ? {}
      : { logo: { source: logoSource(logo.id), width: logo.width, height: logo.height } }),
  };
}

/** The Content-ID of the logo in an email. */
export function logoSource(id: string): string {
  return `cid:logo-${id}@sitetab`;
}

/** The Content-ID of the logo that an email contains, if any. */
export function logoIn(html: string): string | undefined {
  return /cid:logo-([0-9a-f-]{36})@sitetab/.exec(html)?.[1];
}
