// socketbed explain as a process: what it prints, where, and its exit codes.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorDictionary } from '../../src/errors/dictionary/index.ts';
import { runChild } from '../../src/testbed/engine/child.ts';
import { projectDirectory } from '../../src/testbed/project.ts';

const main = join(projectDirectory, 'src/cli/main.ts');
const explain = (...args: string[]) => runChild(process.execPath, [main, 'explain', ...args]);

describe('one error', () => {
  test.each([
    ['ECONNREFUSED', ['ECONNREFUSED']],
    ['ECONNREFUSED', ['errno', '-111']],
    ['ECONNREFUSED', ['-4078']],
    ['ECONNABORTED', ['WinError', '10053']],
    ['ECONNRESET', ['ConnectionResetError:', '[Errno', '104]', 'Connection', 'reset', 'by', 'peer']],
    ['socket hang up', ['socket', 'hang', 'up']],
  ])('%s from %j: a page without colours on a pipe', async (id, args) => {
    const { exitCode, stdout, stderr } = await explain(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^${id}  \\w`));
    expect(stdout).toContain('\nWhat to do\n');
    expect(stdout).not.toContain('\u001b');
  });

  test('the notes of the original are among the causes', async () => {
    const [aborted, refused] = await Promise.all([explain('10053'), explain('10061')]);
    expect(aborted.stdout.replace(/\s+/g, ' ')).toContain('handler class has no method "handle"');
    expect(refused.stdout.replace(/\s+/g, ' ')).toContain('find its process and start it again');
  });

  test('what else it may be follows the page', async () => {
    const { stdout } = await explain('64');
    expect(stdout).toMatch(/^ECONNRESET /);
    expect(stdout).toMatch(/\nIt may also be\n {2}EHOSTDOWN .*\n$/);
  });

  test('too many: a list of them', async () => {
    const { exitCode, stdout } = await explain('OSError');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d\d errors fit; /);
    expect(stdout).toContain('  EADDRINUSE ');
  });
});

test('without one: all of them', async () => {
  const { exitCode, stdout, stderr } = await explain();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const { id } of errorDictionary) expect(stdout).toContain(`  ${id} `);
});

describe('--json prints one document', () => {
  test('of what fits, the best first', async () => {
    const { exitCode, stdout, stderr } = await explain('--json', 'errno', '36');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { entries }: { entries: { id: string }[] } = JSON.parse(stdout);
    expect(entries.map(({ id }) => id)).toEqual(['ENAMETOOLONG', 'EINPROGRESS']);
    expect(entries[0]).toEqual(errorDictionary.find(({ id }) => id === 'ENAMETOOLONG'));
  });

  test('of everything', async () => {
    const { stdout } = await explain('--json');
    expect(JSON.parse(stdout)).toEqual({ entries: errorDictionary });
  });

  test('of an unknown error', async () => {
    const { exitCode, stdout, stderr } = await explain('--json', 'ECONREFUSED');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'USAGE', advice: expect.stringContaining('ECONNREFUSED') },
    });
  });
});

describe('an unknown error ends with 2', () => {
  test.each([
    ['ECONREFUSED', 'Did you mean ECONNREFUSED'],
    ['nonsense', 'See ./socketbed explain'],
    ['', 'See ./socketbed explain'],
  ])('%j', async (text, advice) => {
    const { exitCode, stdout, stderr } = await explain(text);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error \[USAGE\]: no error is known that fits /);
    expect(stderr).toContain(advice);
  });
});
