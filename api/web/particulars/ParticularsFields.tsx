import { listCountries } from '../../../src/billing/particulars/countries.js';
import { listAddressSchemes } from '../../../src/billing/particulars/electronicAddress.js';
import { PARTICULARS_LENGTHS } from '../../../src/billing/particulars/parseParticulars.js';
import type { Particulars } from '../../../src/core/values/particulars.js';
import type { FormState } from '../page.js';
import { field } from '../parts/forms.js';

interface FieldsProps {
  readonly state: FormState;
  readonly particulars: Particulars;
}

/** Legal name and address; the country only for those who may decide the tax by it. */
export function AddressFields({
  state,
  particulars,
  hasCountry,
}: FieldsProps & { readonly hasCountry: boolean }) {
  return (
    <>
      {field(state, 'legalName', 'Legal name', {
        value: particulars.legalName ?? '',
        maxlength: PARTICULARS_LENGTHS.legalName,
        hint: 'As in the commercial register. Empty: the name.',
      })}
      {field(state, 'street', 'Street and number', { value: particulars.street ?? '', rows: 2 })}
      <div class="row">
        {field(state, 'postcode', 'Postcode', {
          value: particulars.postcode ?? '',
          maxlength: PARTICULARS_LENGTHS.postcode,
        })}
        {field(state, 'city', 'City', { value: particulars.city ?? '', maxlength: PARTICULARS_LENGTHS.city })}
      </div>
      {hasCountry &&
        field(state, 'country', 'Country', { options: countryChoices(), value: particulars.country ?? '' })}
    </>
  );
}

/** VAT id, register number and electronic address. */
export function IdFields({ state, particulars }: FieldsProps) {
  return (
    <>
      <div class="row">
        {field(state, 'vatId', 'VAT id', {
          value: particulars.vatId ?? '',
          maxlength: 30,
          autocomplete: 'off',
          hint: 'Such as DE811907980.',
        })}
        {field(state, 'companyId', 'Company number', {
          value: particulars.companyId ?? '',
          maxlength: PARTICULARS_LENGTHS.companyId,
          hint: 'In the commercial register.',
        })}
      </div>
      <div class="row">
        {field(state, 'addressScheme', 'Electronic address', {
          options: SCHEMES,
          value: particulars.electronicAddress?.scheme ?? 'EM',
          hint: 'Where electronic invoices go.',
        })}
        {field(state, 'addressId', 'Its number or email', {
          value: particulars.electronicAddress?.id ?? '',
          maxlength: 100,
          autocomplete: 'off',
        })}
      </div>
    </>
  );
}

/** Names of the schemes in common use; the others are known to those who have one. */
const SCHEME_NAMES: Readonly<Record<string, string>> = {
  '0002': 'SIREN',
  '0009': 'SIRET',
  '0060': 'D-U-N-S',
  '0088': 'GLN',
  '0192': 'Norwegian organisation number',
  '0204': 'Leitweg-ID',
  '0208': 'Belgian enterprise number',
  '9915': 'Austrian VAT id',
  '9925': 'Belgian VAT id',
  '9930': 'German VAT id',
  '9944': 'Dutch VAT id',
  '9957': 'French VAT id',
  EM: 'Email',
};

const SCHEMES = listAddressSchemes()
  .map((value) => ({
    value,
    label: SCHEME_NAMES[value] === undefined ? value : `${SCHEME_NAMES[value]} (${value})`,
  }))
  .sort((one, other) => rank(one) - rank(other));

function rank({ value }: { readonly value: string }): number {
  return value === 'EM' ? 0 : value in SCHEME_NAMES ? 1 : 2;
}

function countryChoices(): { readonly value: string; readonly label: string }[] {
  const countries = listCountries('en').map(({ code, name }) => ({ value: code, label: name }));
  return [{ value: '', label: 'not known' }, ...countries];
}
