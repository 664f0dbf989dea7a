/** Pictures of figures, as SVG made on the server: pure functions of values. This is the room's only door. */
export { accountChart } from './accountChart.js';
export type { AccountPicture, ChartMark } from './accountPicture.js';
export { barsChart, sparkline } from './barsChart.js';
export { priceCurve } from './priceCurve.js';
export { amountWords, shortQuantity } from './words.js';
