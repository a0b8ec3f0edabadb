// The parameters of a function as its source names them: `(a, b = 2, ...rest)`. For people to read, nothing else.

/** Longest list that is shown. */
const textMax = 200;

/** Without types: Node replaces them by blanks before it runs the file. `(...)` where the source says nothing. */
export function parameterList(fn: (...params: never[]) => unknown): string {
  const source = Function.prototype.toString.call(fn);
  const single = /^(?:async\s+)?([\w$]+)\s*=>/.exec(source)?.[1];
  if (single !== undefined) return `(${single})`;
  const start = source.indexOf('(');
  const end = start === -1 || /\{\s*\[native code\]\s*\}$/.test(source) ? -1 : closingOf(source, start);
  if (end === -1) return '(...)';
  const list = source
    .slice(start + 1, end)
    .replace(/\s+/g, ' ')
    .replace(/ ?([,)]) ?/g, '$1 ')
    .trim()
    .replace(/,$/, '');
  return list.length > textMax ? '(...)' : `(${list})`;
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Where the parenthesis that opens at `start` closes; default values may hold others, and strings with some. */
function closingOf(source: string, start: number): number {
  const open: string[] = [];
  for (let index = start; index < source.length; index += 1) {
    const character = source[index] ?? '';
    if (`'"\``.includes(character)) {
      index = endOfString(source, index);
      continue;
    }
    const closing = pairs[character];
    if (closing !== undefined) open.push(closing);
    else if (character === open.at(-1)) open.pop();
    if (open.length === 0) return index;
  }
  return -1;
}

function endOfString(source: string, start: number): number {
  for (let index = start + 1; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source[index] === source[start]) return index;
  }
  return source.length;
}
