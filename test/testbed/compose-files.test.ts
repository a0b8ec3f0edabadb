// What is laid over somebody's compose file, which file is meant, and how a fault is made narrower: without Docker.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as faults from '../../src/faults/index.ts';
import { composeFiles, composeOverlay } from '../../src/testbed/compose/compose-files.ts';
import { narrowFault } from '../../src/testbed/compose/narrow-fault.ts';
import { whatThereIs } from '../../src/testbed/compose/nearest.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

describe('which file', () => {
  test('the one that docker compose would take, with its override', () => {
    const directory = temporaryDirectory();
    const put = (name: string) => writeFileSync(join(directory, name), '');
    put('docker-compose.yml');
    expect(composeFiles(undefined, directory)).toEqual([join(directory, 'docker-compose.yml')]);
    put('docker-compose.override.yml');
    expect(composeFiles(undefined, directory)).toHaveLength(2);
    put('compose.yaml');
    expect(composeFiles(undefined, directory)).toEqual([join(directory, 'compose.yaml')]);
    expect(composeFiles(['compose.yaml', 'docker-compose.yml'], directory)).toHaveLength(2);
  });

  test('one that is not there is said', () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'docker-compose.yml');
    expect(() => composeFiles(undefined, directory)).toThrow(`there is no compose file ${path}`);
    expect(() => composeFiles('other.yml', directory)).toThrow('other.yml');
  });
});

describe('laid over the file', () => {
  const config = {
    name: 'shop',
    services: { web: { container_name: 'web', ports: [{ published: '80' }] }, 'a b': {} },
    networks: { default: { name: 'shop_default' }, outside: { external: true, name: 'outside' } },
    volumes: { data: {}, kept: { name: 'precious' } },
  };
  // `!reset` is compose's own: what it is put on is left out.
  const read = (apart: boolean) =>
    parse(composeOverlay(config, { runId: 'r1', project: 'ours', apart }), { logLevel: 'silent' });

  test('our label on all that is made, and on nothing else; a name of ours in the place of a given one', () => {
    const labels = { 'org.socketbed.run': 'r1' };
    expect(read(false)).toEqual({
      services: { web: { labels }, 'a b': { labels } },
      networks: { default: { labels } },
      volumes: { data: { labels }, kept: { name: 'ours_kept', labels } },
    });
  });

  test('apart, names and ports are taken away where there are some', () => {
    const text = composeOverlay(config, { runId: 'r1', project: 'ours', apart: true });
    expect(text.match(/!reset/g)).toHaveLength(2);
    expect(read(true).services.web).toMatchObject({ ports: [] });
    expect(read(true).services['a b']).toEqual({ labels: { 'org.socketbed.run': 'r1' } });
  });
});

describe('a fault between two', () => {
  const narrow = (fault: faults.Fault, peers = ['10.0.0.2', 'fd00::2']) =>
    narrowFault(fault, peers, 'web and db');

  test('is a rule for each address, of the IP version that it names', () => {
    const { how, does } = narrow(faults.drop({ direction: 'in', protocol: 'tcp' }));
    expect(how.map((each) => each.kind === 'packets' && each.match.peer)).toEqual(['10.0.0.2', 'fd00::2']);
    expect(does).toBe('drops tcp that comes, between web and db');
    expect(narrow(faults.drop({ direction: 'in', ipVersion: 6 })).how).toHaveLength(1);
    expect(narrow(faults.mtu(900)).how).toEqual([
      { kind: 'mtu', bytes: 900, to: '10.0.0.2' },
      { kind: 'mtu', bytes: 900, to: 'fd00::2' },
    ]);
  });

  test.each([
    ['names a peer', faults.drop({ direction: 'in', peer: '10.0.0.9' }), 'it names a peer itself, 10.0.0.9'],
    ['is of the whole container', faults.linkDown(), 'all that a container sends or gets'],
    [
      'is of the whole container',
      faults.rate({ direction: 'in', bytesPerSecond: 9 }),
      'Put it into one container',
    ],
    ['names an address', faults.route('blackhole', '10.0.0.0/8'), 'an address that it names itself'],
  ])('that %s is refused', (_, fault, words) => {
    expect(() => narrow(fault)).toThrow(words);
  });

  test('of an IP version that they do not have is refused', () => {
    const fault = faults.drop({ direction: 'in', ipVersion: 6 });
    expect(() => narrow(fault, ['10.0.0.2'])).toThrow('the addresses are 10.0.0.2');
  });
});

test('for a name that nobody has there are those that somebody has', () => {
  expect(whatThereIs('wbe', ['web', 'db'], 'none')).toBe('Did you mean web? There are db, web');
  expect(whatThereIs('zzzzz', ['web'], 'none')).toBe('There is web');
  expect(whatThereIs('web', [], 'no project is up')).toBe('no project is up');
});
