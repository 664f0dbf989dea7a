import { raw } from 'hono/html';
import { barsChart, type BarsPicture } from '../charts/barsChart.js';

const WIDE = 760;
const NARROW = 324;

/** A chart of bars under its heading, drawn once for wide screens and once for narrow ones. */
export function BarsFigure({
  heading,
  ...picture
}: Omit<BarsPicture, 'width' | 'height'> & { readonly heading: string }) {
  return (
    <figure class="picture">
      <figcaption>
        <h3>{heading}</h3>
      </figcaption>
      <div class="picture-wide">{raw(barsChart({ ...picture, width: WIDE }))}</div>
      <div class="picture-narrow">{raw(barsChart({ ...picture, width: NARROW, height: 130 }))}</div>
    </figure>
  );
}
