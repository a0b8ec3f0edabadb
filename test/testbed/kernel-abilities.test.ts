import { describe, expect, test } from 'vitest';
import { abilities, readFindings } from '../../src/testbed/kernel-abilities.ts';

const finding = (output: string, name: string) =>
  readFindings(output, 'nothing was probed').find((each) => each.name === name);

describe('what a probe said', () => {
  test.each([
    ['it worked', 'netem\t0\t', 'available', undefined],
    ['the kernel has not got it', 'netem\t2\tError: Unknown qdisc.', 'missing', 'Error: Unknown qdisc.'],
    ['it was not allowed', 'netem\t2\tOperation not permitted', 'unknown', 'Operation not permitted'],
    ['its tool is missing', 'netem\t127\tno program tc', 'unknown', 'no program tc'],
    ['it never ran', 'tbf\t0\t', 'unknown', 'nothing was probed'],
  ])('%s', (_name, output, state, detail) => {
    expect(finding(output, 'netem')).toMatchObject({ state, ...(detail === undefined ? {} : { detail }) });
  });

  test('the cost is told for what is not there, and only for that', () => {
    expect(finding('tbf\t2\tError', 'tbf')?.cost).toMatch(/bandwidth/);
    expect(finding('tbf\t0\t', 'tbf')).not.toHaveProperty('cost');
  });

  test('nothing is available that was not probed', () => {
    const states = readFindings('', 'no place to probe').map(({ state }) => state);
    expect(states).toEqual(abilities.map(() => 'unknown'));
  });
});
