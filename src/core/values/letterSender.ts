/** How letters present whoever writes them. */
export interface LetterSender {
  readonly name: string;
  readonly email?: string;
  readonly address?: string;
  readonly phone?: string;
  readonly look: LetterLook;
}

interface LetterLook {
  readonly accent?: string;
  readonly footer?: string;
  readonly logo?: { readonly source: string; readonly width: number; readonly height: number };
}

/** What the settings of a site may say of its emails. */
interface SenderSettings {
  readonly senderName?: string | undefined;
  readonly email?: string | undefined;
  readonly address?: string | undefined;
  readonly phone?: string | undefined;
  readonly letterAccent?: string | undefined;
  readonly letterFooter?: string | undefined;
  readonly logo?: { readonly id: string; readonly width: number; readonly height: number } | null | undefined;
}

/** The sender of letters as a site's settings have it; an empty text says nothing. */
export function letterSenderOf(siteName: string, settings: SenderSettings): LetterSender {
  const { senderName = '', email = '', address = '', phone = '' } = settings;
  return {
    name: senderName === '' ? siteName : senderName,
    ...(email === '' ? {} : { email }),
    ...(address === '' ? {} : { address }),
    ...(phone === '' ? {} : { phone }),
    look: lookOf(settings),
  };
}

function lookOf({
  letterAccent: accent = '',
  letterFooter: footer = '',
  logo = null,
}: SenderSettings): LetterLook {
  return {
    ...(accent === '' ? {} : { accent }),
    ...(footer === '' ? {} : { footer }),
    ...(logo === null
      ? {}
      : { logo: { source: logoSource(logo.id), width: logo.width, height: logo.height } }),
  };
}

/** How a letter names the logo it goes out with. */
export function logoSource(id: string): string {
  return `cid:logo-${id}@sitetab`;
}

/** The logo that a letter names, if it names one. */
export function logoIn(html: string): string | undefined {
  return /cid:logo-([0-9a-f-]{36})@sitetab/.exec(html)?.[1];
}
