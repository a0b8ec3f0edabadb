// How far two names are apart: for "Did you mean ...?".

/** How many letters have to be changed, added, left out or swapped with the next one. */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= a.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column += 1) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const ways = [at(row - 1, column - 1) + change, at(row - 1, column) + 1, at(row, column - 1) + 1];
      if (isSwap) ways.push(at(row - 2, column - 2) + 1);
      rows[row]?.push(Math.min(...ways));
    }
  }
  return at(a.length, b.length);
}

/** The share of the longer name that has to be changed to come from one to the other: 0 for the same, 1 for nothing alike. */
export function editShare(a: string, b: string): number {
  return editDistance(a, b) / Math.max(a.length, b.length, 1);
}
