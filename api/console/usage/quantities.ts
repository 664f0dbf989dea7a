import { shortQuantity } from '../../web/charts/format.js';
import { formatMajor } from '../accounts/list/format.js';

interface Measured {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
}

/** A meter that is no longer known has only a name. */
type Meter = Measured | Pick<Measured, 'name'>;

/** The meter of that name among those known. */
export function meterNamed(meters: readonly Measured[], name: string): Meter {
  return meters.find((meter) => meter.name === name) ?? { name };
}

/** An exact quantity with its unit: "878,559,341 bytes", "8,368 requests". */
export function exactQuantity(quantity: string, meter: Meter): string {
  return `${formatMajor(quantity)} ${unitOf(meter, quantity)}`;
}

/** A quantity for reading, with its unit: "878.6 MB", "8,368 requests". */
export function readableQuantity(quantity: string, meter: Meter): string {
  return 'unit' in meter && meter.unit === 'bytes'
    ? shortQuantity(Number(quantity), meter.unit)
    : exactQuantity(quantity, meter);
}

/** What was used, where nothing else names the meter: "2.3 GB of bandwidth", "8,368 requests". */
export function usedQuantity(quantity: string, meter: Meter): string {
  const text = readableQuantity(quantity, meter);
  const isNamed = !('unit' in meter) || meter.unit === '' || meter.unit === titleOf(meter);
  return isNamed ? text : `${text} of ${titleOf(meter)}`;
}

/** A meter without a unit counts what its title names. */
function unitOf(meter: Meter, quantity: string): string {
  if (!('unit' in meter)) return meter.name;
  if (meter.unit !== '') return meter.unit;
  return quantity === '1' ? titleOf(meter).replace(/s$/, '') : titleOf(meter);
}

function titleOf({ title }: Measured): string {
  return title.toLowerCase();
}
