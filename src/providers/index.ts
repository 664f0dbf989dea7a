/** Ways to take money: one provider a file, behind one interface. This is the room's only door. */
export { createPayments } from './createPayments.js';
export type { Payments } from './createPayments.js';
