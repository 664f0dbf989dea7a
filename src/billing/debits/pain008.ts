import { formatAmount } from '../../core/values/money.js';
import { formatCreditorReference } from '../../core/values/reference.js';
import { type Element, element, writeXml } from '../../core/values/xml.js';
import type { Instant, LocalDate } from '../../core/values/zone.js';
import { needsAddress } from './creditorId.js';
import { sepaText } from './sepaText.js';

/** Who collects. */
export interface Creditor {
  readonly name: string;
  readonly iban: string;
  readonly bic?: string | undefined;
  readonly creditorId: string;
}

/** One debit of a file; minor units of euros. */
export interface FileDebit {
  readonly endToEndId: string;
  readonly minor: bigint;
  readonly collectOn: LocalDate;
  readonly mandateReference: string;
  readonly signedOn: LocalDate;
  readonly holder: string;
  readonly iban: string;
  /** The account's payment reference, which is the remittance as ISO 11649 writes it. */
  readonly reference: string;
  /** For accounts outside the European Economic Area. */
  readonly address?: {
    readonly street?: string | undefined;
    readonly postcode?: string | undefined;
    readonly city?: string | undefined;
    readonly country?: string | undefined;
  };
}

export interface DebitFileContent {
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly creditor: Creditor;
  /** Debits of one day of collection each. The place of a group, from 1, ends its id. */
  readonly groups: readonly DebitGroup[];
}

export interface DebitGroup {
  readonly collectOn: LocalDate;
  readonly debits: readonly FileDebit[];
}

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.008.001.08';
const NAME_MAX = 70;

/** Debits by their day of collection, earliest first. */
export function groupDebits(debits: readonly FileDebit[]): DebitGroup[] {
  const days = new Map<LocalDate, FileDebit[]>();
  for (const debit of debits) days.set(debit.collectOn, [...(days.get(debit.collectOn) ?? []), debit]);
  return [...days]
    .map(([collectOn, each]) => ({ collectOn, debits: each }))
    .sort((one, other) => (one.collectOn < other.collectOn ? -1 : 1));
}

/**
 * A customer direct debit initiation (ISO 20022, pain.008.001.08), SEPA Core. All debits are recurrent: since 2016 the
 * first needs no other sequence type. The same content gives the same bytes.
 */
export function writePain008({ messageId, createdAt, creditor, groups }: DebitFileContent): string {
  const all = groups.flatMap(({ debits }) => debits);
  const name = nameOf(creditor.name);
  const root = element('Document', [
    element('CstmrDrctDbtInitn', [
      element('GrpHdr', [
        element('MsgId', messageId),
        element('CreDtTm', new Date(createdAt).toISOString().slice(0, 19)),
        ...sums(all),
        element('InitgPty', [element('Nm', name)]),
      ]),
      ...groups.map((group, index) => groupElement(`${messageId}-${index + 1}`, group, creditor)),
    ]),
  ]);
  return writeXml({ ...(root as Element), attributes: { xmlns: NAMESPACE } });
}

function sums(debits: readonly FileDebit[]): (Element | undefined)[] {
  const total = debits.reduce((sum, { minor }) => sum + minor, 0n);
  return [element('NbOfTxs', String(debits.length)), element('CtrlSum', formatAmount(total, 'EUR'))];
}

function groupElement(
  id: string,
  { collectOn, debits }: DebitGroup,
  creditor: Creditor,
): Element | undefined {
  return element('PmtInf', [
    element('PmtInfId', id),
    element('PmtMtd', 'DD'),
    element('BtchBookg', 'true'),
    ...sums(debits),
    element('PmtTpInf', [
      element('SvcLvl', [element('Cd', 'SEPA')]),
      element('LclInstrm', [element('Cd', 'CORE')]),
      element('SeqTp', 'RCUR'),
    ]),
    element('ReqdColltnDt', collectOn),
    element('Cdtr', [element('Nm', nameOf(creditor.name))]),
    element('CdtrAcct', [element('Id', [element('IBAN', creditor.iban)])]),
    element('CdtrAgt', [agent(creditor.bic)]),
    element('ChrgBr', 'SLEV'),
    element('CdtrSchmeId', [
      element('Id', [
        element('PrvtId', [
          element('Othr', [
            element('Id', creditor.creditorId),
            element('SchmeNm', [element('Prtry', 'SEPA')]),
          ]),
        ]),
      ]),
    ]),
    ...debits.map(debitElement),
  ]);
}

function debitElement(debit: FileDebit): Element | undefined {
  return element('DrctDbtTxInf', [
    element('PmtId', [element('EndToEndId', debit.endToEndId)]),
    element('InstdAmt', formatAmount(debit.minor, 'EUR'), { Ccy: 'EUR' }),
    element('DrctDbtTx', [
      element('MndtRltdInf', [
        element('MndtId', debit.mandateReference),
        element('DtOfSgntr', debit.signedOn),
      ]),
    ]),
    element('DbtrAgt', [agent(undefined)]),
    element('Dbtr', [element('Nm', nameOf(debit.holder)), addressOf(debit)]),
    element('DbtrAcct', [element('Id', [element('IBAN', debit.iban)])]),
    element('RmtInf', [
      element('Strd', [
        element('CdtrRefInf', [
          element('Tp', [element('CdOrPrtry', [element('Cd', 'SCOR')]), element('Issr', 'ISO')]),
          element('Ref', formatCreditorReference(debit.reference)),
        ]),
      ]),
    ]),
  ]);
}

/** Banks find each other by the IBAN. */
function agent(bic: string | undefined): Element | undefined {
  return element('FinInstnId', [
    bic === undefined ? element('Othr', [element('Id', 'NOTPROVIDED')]) : element('BICFI', bic),
  ]);
}

function nameOf(name: string): string {
  const text = sepaText(name, NAME_MAX);
  return /[A-Za-z0-9]/.test(text) ? text : 'NOTPROVIDED';
}

function addressOf({ iban, address = {} }: FileDebit): Element | undefined {
  const country = iban.slice(0, 2);
  if (!needsAddress(country)) return undefined;
  const { street = '', postcode = '', city = '' } = address;
  return element('PstlAdr', [
    element('StrtNm', sepaText(street, 70)),
    element('PstCd', sepaText(postcode, 16)),
    element('TwnNm', sepaText(city, 35)),
    element('Ctry', /^[A-Z]{2}$/.test(address.country ?? '') ? address.country : country),
  ]);
}
