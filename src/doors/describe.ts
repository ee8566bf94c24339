/** What was given, in words: after "is". */
export function described(value: unknown): string {
  switch (typeof value) {
    case 'undefined': return 'missing';
    case 'string': return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
    case 'number': return `the number ${value}`;
    case 'boolean': return String(value);
    case 'function': return 'a function';
    case 'object': return value === null ? 'null' : Array.isArray(value) ? 'a list' : ofClass(value);
    default: return `a ${typeof value}`;
  }
}

function ofClass(value: object): string {
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? `of class ${name}` : 'an object';
}

/** Which of these names was probably meant, if one is near. */
export function probablyMeant(text: string, names: readonly string[]): string | undefined {
  const [wanted, ...plain] = [text, ...names].map(name => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const plural = plain.indexOf(wanted.replace(/y$/, 'ies'));
  if (plural >= 0) return names[plural];
  const distances = plain.map(name => distance(wanted, name));
  const nearest = Math.min(...distances);
  if (nearest <= Math.max(1, Math.floor(wanted.length / 3))) return names[distances.indexOf(nearest)];
  const parts = names.filter((_, index) => wanted.length > 3 && (plain[index].includes(wanted) || wanted.includes(plain[index])));
  return parts.sort((a, b) => a.length - b.length)[0];
}

/** How many letters must be added, removed, replaced or swapped with the next. */
function distance(from: string, to: string): number {
  const rows: number[][] = [[...to, ''].map((_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column++) {
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row].push(Math.min(
        rows[row - 1][column] + 1,
        rows[row][column - 1] + 1,
        rows[row - 1][column - 1] + Number(from[row - 1] !== to[column - 1]),
        ...swapped ? [rows[row - 2][column - 2] + 1] : [],
      ));
    }
  }
  return rows[from.length][to.length];
}
