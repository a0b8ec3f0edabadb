// What Python says of each number and each failed lookup, asked of Python itself.

import { expect, test } from 'vitest';
import { errorDictionary } from '../../src/errors/dictionary/index.ts';
import { runChild } from '../../src/testbed/engine/child.ts';

const program = `
import ctypes, errno, json, os, sys
gai = ctypes.CDLL(None).gai_strerror
gai.restype = ctypes.c_char_p
def of(number):
    if number < 0:
        return ["", "socket.gaierror", gai(number).decode()]
    error = OSError(number, os.strerror(number))
    return [errno.errorcode[number], type(error).__name__, str(error)]
print(json.dumps([of(number) for number in json.loads(sys.argv[1])]))
`;

test('numbers, classes and messages are those of Python', async () => {
  const entries = errorDictionary.filter(({ linux }) => linux !== null);
  const numbers = entries.map(({ linux }) => linux?.number ?? 0);
  const { stdout, stderr, exitCode } = await runChild('python3', ['-c', program, JSON.stringify(numbers)]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  const answers: [name: string, className: string, message: string][] = JSON.parse(stdout);
  expect(entries.length).toBeGreaterThan(40);
  for (const [index, { id, aliases, linux, python }] of entries.entries()) {
    const [name, className, message] = answers[index] ?? [];
    expect([id, ...(aliases ?? []), '']).toContain(name);
    expect(python?.names).toContain(className);
    expect(python?.messages[0]).toBe(`[Errno ${linux?.number}] ${message?.replace(/^\[.*?\] /, '')}`);
    expect(linux?.text).toBe(message?.replace(/^\[.*?\] /, ''));
  }
});
