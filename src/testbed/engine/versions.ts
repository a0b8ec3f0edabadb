// The oldest Docker engine and Compose that socketbed works with, and how versions are compared.

export const engineVersionMin = '24.0';
export const composeVersionMin = '2.24';

/** True when `version` (`26.1.5+dfsg1`, `v2.24.0-desktop.1`) is `floor` or newer. A version without numbers is not. */
export function isAtLeast(version: string, floor: string): boolean {
  const numbers = versionNumbers(version);
  const wanted = versionNumbers(floor);
  if (numbers.length === 0) return false;
  for (const [index, least] of wanted.entries()) {
    const has = numbers[index] ?? 0;
    if (has !== least) return has > least;
  }
  return true;
}

function versionNumbers(version: string): number[] {
  const match = /\d+(?:\.\d+)*/.exec(version);
  return match === null ? [] : match[0].split('.').map(Number);
}
