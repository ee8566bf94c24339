import { RequestCost } from './figures';

const [LEFT, TOP, WIDTH, HEIGHT] = [60, 40, 560, 260];
const COLOURS = ['#777777', '#b3403a', '#2f7d4f'];

/** CPU time of a request by the length of the list, both in powers of ten. */
export function chart(requests: readonly RequestCost[]): string {
  const lengths = [...new Set(requests.map(({ entries }) => entries))];
  const most = Math.ceil(Math.log10(Math.max(...requests.map(({ ratio }) => ratio))));
  const x = (entries: number) => LEFT + lengths.indexOf(entries) / (lengths.length - 1) * WIDTH;
  const y = (ratio: number) => TOP + HEIGHT - Math.max(0, Math.log10(ratio)) / most * HEIGHT;
  const ways = [...new Set(requests.map(({ way }) => way))];
  const lines = ways.flatMap((way, index) => {
    const points = requests.filter(one => one.way === way).map(({ entries, ratio }) => `${x(entries).toFixed(1)},${y(ratio).toFixed(1)}`);
    const [endX, endY] = points[points.length - 1].split(',').map(Number);
    return [
      `<polyline points="${points.join(' ')}" fill="none" stroke="${COLOURS[index]}" stroke-width="2"/>`,
      `<text x="${endX + 8}" y="${endY + 4 + (index === 0 ? 12 : 0)}" fill="${COLOURS[index]}">${way}</text>`,
    ];
  });
  const scale = Array.from({ length: most + 1 }, (_, power) => [
    `<line x1="${LEFT}" x2="${LEFT + WIDTH}" y1="${y(10 ** power)}" y2="${y(10 ** power)}" stroke="#dddddd"/>`,
    `<text x="${LEFT - 8}" y="${y(10 ** power) + 4}" text-anchor="end">${10 ** power} ×</text>`,
  ]).flat();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 150} ${TOP + HEIGHT + 50}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    `<text x="${LEFT}" y="20">CPU time of Envoy for a request that is passed on, against a gateway without a list</text>`,
    ...scale,
    ...lengths.map(entries => `<text x="${x(entries)}" y="${TOP + HEIGHT + 22}" text-anchor="middle">${entries.toLocaleString('en')}</text>`),
    `<text x="${LEFT + WIDTH / 2}" y="${TOP + HEIGHT + 42}" text-anchor="middle">entries</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}
