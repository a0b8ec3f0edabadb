// The image and the compose file: what is in them, and that they work with the least a container can have.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, inject, test } from 'vitest';
import { Program, root } from './program.ts';

// The one that this run is on: a second one of the same content would be the same, and removing it would remove both.
const { image } = inject('run');
const containers: string[] = [];
const run = promisify(execFile);

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { cwd: root });
  return stdout.trim();
}

/** A container with nothing to spare: no root, no capability, no network, nothing to write to but its sockets. */
async function start(...command: string[]): Promise<string> {
  const id = await docker(
    ...['run', '--detach', '--init', '--read-only', '--cap-drop', 'ALL', '--network', 'none'],
    ...['--security-opt', 'no-new-privileges', '--volume', '/run/socketbed', image, ...command],
  );
  containers.push(id);
  return id;
}

async function readyLines(id: string, count: number): Promise<string[]> {
  await using logs = new Program('docker', ['logs', '--follow', id]);
  for (let seen = 0; seen < count; seen += 1) await logs.line(/"event":"ready"/);
  return logs.lines;
}

afterAll(async () => {
  if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
});

test('it holds the services, the server library, the errors, what the testbed says, and their packages', async () => {
  const listed = await docker('run', '--rm', image, 'sh', '-c', 'ls src; npm ls --omit=dev --json');
  const [, sources = '', packages = ''] = /^([^{]*)({.*)$/s.exec(listed) ?? [];
  expect(sources.trim().split('\n')).toEqual(['errors', 'protocol', 'socketserver']);
  expect(Object.keys(JSON.parse(packages).dependencies)).toEqual([
    ...['autocannon', 'koffi', 'mime-types', 'range-parser', 'saxes'],
  ]);
});

test('it adds less than 15 MB to its base', async () => {
  const sizeOf = async (name: string) =>
    Number(await docker('image', 'inspect', '--format', '{{.Size}}', name));
  const addedBytes = (await sizeOf(image)) - (await sizeOf('node:24-bookworm-slim'));
  expect(addedBytes).toBeGreaterThan(0);
  expect(addedBytes).toBeLessThan(15_000_000);
});

test('it brings the compile cache of its own user and Node', async () => {
  const count = 'find $NODE_COMPILE_CACHE/v$(node -p process.versions.node)-*-$(id -u) -type f | wc -l';
  expect(Number(await docker('run', '--rm', image, 'sh', '-c', count))).toBeGreaterThan(20);
});

test('nothing of the certificates of the building machine stays in it', async () => {
  const config = await docker('image', 'inspect', '--format', '{{json .Config}}', image);
  expect(config).not.toContain('CA_CERTS');
  const secrets = await docker('run', '--rm', image, 'sh', '-c', 'ls -A /run/secrets 2>/dev/null || true');
  expect(secrets).toBe('');
});

test.each([
  ['tcp', 1],
  ['udp', 1],
  ['unix', 2],
  ['http', 1],
  ['xmlrpc', 1],
])('%s serves as a plain user on a read-only root and ends with 0', async (name, servers) => {
  const id = await start('node', `services/${name}.ts`);
  const [first = ''] = await readyLines(id, servers);
  expect(JSON.parse(first)).toMatchObject({ event: 'ready', service: name });
  expect(await docker('exec', id, 'id', '-u')).toBe('10001');
  await docker('exec', id, 'node', 'services/health.ts', name);
  await docker('stop', '--time', '8', id);
  expect(await docker('inspect', '--format', '{{.State.ExitCode}}', id)).toBe('0');
});

test('a health check fails where nobody serves', async () => {
  const id = await start('node', 'services/udp.ts');
  await readyLines(id, 1);
  await expect(docker('exec', id, 'node', 'services/health.ts', 'tcp')).rejects.toThrow(
    'refused (ECONNREFUSED)',
  );
});

test('the compose file: services, checks by node only, nothing open to the host, one build', async () => {
  const { services } = JSON.parse(await docker('compose', 'config', '--format', 'json'));
  expect(Object.keys(services)).toEqual(
    expect.arrayContaining(['tcp', 'udp', 'unix', 'http', 'xmlrpc', 'client']),
  );
  for (const [name, service] of Object.entries<Record<string, unknown>>(services)) {
    expect(service, name).toMatchObject({ read_only: true, init: true, cap_drop: ['ALL'] });
    expect(service, name).toMatchObject({ security_opt: ['no-new-privileges:true'] });
    expect(service.ports, name).toBeUndefined();
    expect(service.container_name, name).toBeUndefined();
  }
  for (const name of ['tcp', 'udp', 'unix', 'http', 'xmlrpc']) {
    expect(services[name].healthcheck.test).toEqual(['CMD', 'node', 'services/health.ts', name]);
    expect(services.client.depends_on[name].condition).toBe('service_healthy');
  }
  expect(Object.keys(services).filter((name) => services[name].build !== undefined)).toEqual(['tcp']);
});
