import { type Transfer, transferText } from '../src/core/values/transfer.js';
import { qrPath } from '../emails/qrCode.js';
import { INK } from './colours.js';
import { type DocumentPage, LEFT } from './page.js';

/** In points: 3.2 cm, as large as a phone at an arm's length needs. */
const SIZE = 90;
const GAP = 12;

/** Draws the transfer's picture at the left margin with a text beside it, and moves the position below. */
export function drawTransferQr(page: DocumentPage, transfer: Transfer, beside: string): void {
  const place = { x: LEFT + SIZE + GAP, width: 260 };
  page.ensure(SIZE + GAP);
  const { path, size } = qrPath(transferText(transfer));
  page.putPath(path, { x: LEFT, scale: SIZE / size, colour: INK });
  const height = page.heightOf(beside, place);
  const top = page.y;
  page.space(Math.max(0, (SIZE - height) / 2));
  page.put(beside, place);
  page.y = top + SIZE + GAP;
}
