/** What RE2 certainly refuses in a regular expression. What it merely may refuse, this does not tell. */
export function re2Problem(expression: string): string | undefined {
  let open = 0;
  for (let i = 0; i < expression.length; i++) {
    const rest = expression.slice(i);
    if (rest.startsWith('\\Q')) return undefined;
    if (rest[0] === '\\') {
      if (/^\\[1-9]/.test(rest)) return 'refers back to a group';
      if (rest.length === 1) return 'ends with a backslash';
      i++;
    } else if (rest[0] === '[') {
      const end = endOfClass(expression, i);
      if (end < 0) return 'has a "[" without its "]"';
      i = end;
    } else if (rest[0] === '(') {
      if (/^\(\?(<?[=!])/.test(rest)) return 'looks ahead or behind';
      if (/^\(\?>/.test(rest)) return 'has an atomic group';
      open++;
    } else if (rest[0] === ')') {
      if (--open < 0) return 'has a ")" without its "("';
    }
  }
  return open > 0 ? 'has a "(" without its ")"' : undefined;
}

/** Where a class of characters ends that begins here; a "]" at its beginning is a character. */
function endOfClass(expression: string, start: number): number {
  const first = expression[start + 1] === '^' ? start + 2 : start + 1;
  for (let i = first; i < expression.length; i++) {
    const name = /^\[:\^?\w+:\]/.exec(expression.slice(i));
    if (expression[i] === '\\') i++;
    else if (name) i += name[0].length - 1;
    else if (expression[i] === ']' && i > first) return i;
  }
  return -1;
}
