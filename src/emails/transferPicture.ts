import { type Transfer, transferText } from '../core/values/transfer.js';
import { qrPixels } from '../../emails/qrCode.js';
import { writePng } from '../platform/files/writePng.js';

/** Twice what it is shown at, for sharp screens. */
const SCALE = 8;

/** The code for banking apps as a picture for emails. */
export function transferPicture(transfer: Transfer): Buffer {
  return writePng(qrPixels(transferText(transfer)), SCALE);
}
