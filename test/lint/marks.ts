/** The lines with a mark after some of them. */
export function marked(lines: readonly string[], marks: ReadonlyMap<number, string>): string[] {
  return lines.map((line, index) => marks.has(index) ? `${line} # <-- ${marks.get(index)}` : line);
}

/** Marks at the ends of what is new compared with other lines, and where some of those are gone. */
export function changes(lines: readonly string[], others: readonly string[]): Map<number, string> {
  const common = commonLines(lines, others);
  const isNew = (index: number) => index >= 0 && index < lines.length && !common.has(index) && lines[index] !== '---';
  const marks = new Map<number, string>();
  for (const index of lines.keys()) {
    if (common.has(index) && common.has(index + 1) && common.get(index + 1)! > common.get(index)! + 1
      || index === lines.length - 1 && common.has(index) && common.get(index)! < others.length - 1) marks.set(index, 'what followed is gone');
    if (!isNew(index)) continue;
    const [begins, ends] = [!isNew(index - 1), !isNew(index + 1)];
    if (begins) marks.set(index, ends ? 'instead' : 'instead: from here');
    else if (ends) marks.set(index, 'to here');
  }
  return marks;
}

/** The longest sequence of lines that both have: where each is in the one and in the other. */
function commonLines(lines: readonly string[], others: readonly string[]): Map<number, number> {
  const longest = Array.from({ length: lines.length + 1 }, () => new Array<number>(others.length + 1).fill(0));
  for (let i = lines.length - 1; i >= 0; i--) {
    for (let j = others.length - 1; j >= 0; j--) {
      longest[i][j] = lines[i] === others[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  const common = new Map<number, number>();
  for (let i = 0, j = 0; i < lines.length && j < others.length;) {
    if (lines[i] === others[j]) {
      common.set(i++, j++);
    } else if (longest[i + 1][j] >= longest[i][j + 1]) {
      i++;
    } else {
      j++;
    }
  }
  return common;
}
