// The README's programs are run, and its tables hold what is there.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readCatalogue } from '../../src/cli/catalogue.ts';
import { errorDictionary } from '../../src/errors/dictionary/index.ts';
import * as socketserver from '../../src/socketserver/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
// Inside the package, so that a sample can import it by its name.
mkdirSync(join(root, 'results'), { recursive: true });
const directory = mkdtempSync(join(root, 'results', 'readme-'));
afterAll(() => rmSync(directory, { recursive: true }));

const allSamples = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code ?? '');
const samples = allSamples.filter((code) => code.includes('socketbed/socketserver'));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Python's own client, as a program of somebody else, trying until the server listens. */
function askInPython(kind: 'tcp' | 'udp', port: number): Promise<string> {
  const type = kind === 'tcp' ? 'SOCK_STREAM' : 'SOCK_DGRAM';
  const program = `
import socket, time
end = time.monotonic() + 10
while True:
    client = socket.socket(socket.AF_INET, socket.${type})
    client.settimeout(0.5)
    try:
        client.connect(('127.0.0.1', ${port}))
        client.send(b'hello')
        print(client.recv(1024).decode())
        break
    except OSError:
        if time.monotonic() > end: raise
        time.sleep(0.02)
`;
  return outputOf(spawn('python3', ['-c', program]));
}

async function outputOf(child: ReturnType<typeof spawn>): Promise<string> {
  let output = '';
  child.stdout?.on('data', (data) => {
    output += data;
  });
  await once(child, 'close');
  return output.trim();
}

test('there are two samples of the library, the TCP and the UDP program', () => {
  expect(samples.map((code) => /Threading(TCP|UDP)Server/.exec(code)?.[1])).toEqual(['TCP', 'UDP']);
});

test.each([
  ['tcp', samples[0]],
  ['udp', samples[1]],
] as const)("the README's %s program answers a Python client", async (kind, code) => {
  const port = await freePort();
  const file = join(directory, `${kind}.ts`);
  writeFileSync(file, (code ?? '').replace('port: 8080', `port: ${port}`));
  const server = spawn(process.execPath, [file], { cwd: root, stdio: 'inherit' });
  try {
    expect(await askInPython(kind, port)).toBe('HELLO');
  } finally {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
});

test('the scenario that the README shows is one of the catalogue, to the letter', () => {
  const scenario = readFileSync(join(root, 'scenarios/own-program/firewalled.scenario.ts'), 'utf8');
  expect(allSamples).toContain(scenario);
});

test('the configuration that the README shows names what the package exports', () => {
  const config = allSamples.find((code) => code.includes('defineConfig')) ?? '';
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = Array.from(config.matchAll(/'socketbed(\/[\w/]+)'/g), ([, path]) => `.${path}`);
  expect(named).toHaveLength(2);
  for (const name of named) expect(exports).toHaveProperty([name]);
});

test("the numbers of scenarios and errors are today's", () => {
  expect(readme).toContain(`${readCatalogue().length} scenarios ([as a page]`);
  expect(readme).toContain(`knows ${errorDictionary.length} errors`);
});

test('every command of the command line is in the table', async () => {
  const help = await outputOf(spawn(process.execPath, [join(root, 'src/cli/main.ts'), '--help']));
  const commands = Array.from(
    help.matchAll(/^ {2}(\w+)(?: \[options\])?(?: [<[].*?)? {2,}\S/gm),
    ([, name]) => name,
  );
  const table = readme.slice(readme.indexOf('## The command line'), readme.indexOf('Exit codes:'));
  expect(commands.length).toBeGreaterThan(9);
  for (const name of commands) expect(table, name).toMatch(new RegExp(`\`${name}\\b`));
});

test('every server that the table names is exported', () => {
  const named = Array.from(
    readme.matchAll(/`((?:Threading|Forking)?(?:TCP|UDP|Unix\w+)Server)`/g),
    ([, name]) => name,
  );
  expect(new Set(named).size).toBe(12);
  for (const name of named) expect(socketserver).toHaveProperty(name ?? '');
});

test('every folder that the README names exists', () => {
  const section = readme.slice(readme.indexOf('## Where things live'), readme.indexOf('## Limits'));
  const named = Array.from(section.matchAll(/`([\w/]+)\/`/g), ([, name]) => name ?? '');
  expect(named.length).toBeGreaterThan(6);
  for (const name of named) expect(readdirSync(join(root, name)).length, name).toBeGreaterThan(0);
});
