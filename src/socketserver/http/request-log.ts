// How a request looks in the log: Python's line, which is that of most web servers.

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `25/Nov/2026 09:02:01`, local time. */
export function logDate(at: Date = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${two(at.getDate())}/${monthNames[at.getMonth()]}/${at.getFullYear()}`;
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Control characters as `\x1b`, and backslashes doubled, so that the two cannot be mixed up. */
export function printable(text: string): string {
  return text.replace(/[\\\p{Cc}]/gu, (character) =>
    character === '\\' ? '\\\\' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
