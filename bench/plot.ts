import { Verdict, meets } from './verdict';

const [ROW, LABEL, SCALE, RIGHT] = [24, 560, 240, 150];

/** How much of each bar is used, as SVG: the line is what is allowed. */
export function plot(verdicts: readonly Verdict[]): string {
  const rows = verdicts.filter(({ used }) => used !== undefined);
  const height = (rows.length + 2) * ROW;
  const width = LABEL + SCALE + RIGHT;
  const bars = rows.map((verdict, index) => {
    const [y, used] = [(index + 1) * ROW, verdict.used!];
    // What misses its bar by far would leave no room for the others.
    const length = Math.min(used, 1.5) * SCALE;
    return [
      `<text x="${LABEL - 8}" y="${y + 15}" text-anchor="end">${escape(verdict.what)}</text>`,
      `<rect x="${LABEL}" y="${y + 4}" width="${length.toFixed(1)}" height="${ROW - 8}" fill="${meets(verdict) ? '#2f7d4f' : '#b3403a'}"/>`,
      `<text x="${(LABEL + length + 6).toFixed(1)}" y="${y + 15}">${Math.round(used * 100)} %</text>`,
    ].join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${LABEL + SCALE}" y="16" text-anchor="middle">what is allowed</text>`,
    ...bars,
    `<line x1="${LABEL + SCALE}" x2="${LABEL + SCALE}" y1="${ROW - 4}" y2="${height - ROW + 4}" stroke="black"/>`,
    '</svg>',
    '',
  ].join('\n');
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
