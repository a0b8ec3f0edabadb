import { expect, test } from 'vitest';
import { openingQuestion, scenarioId } from '../../src/evidence/scenario-file.ts';

test.each([
  ['one line', '// Does it answer?\n', 'Does it answer?'],
  ['two lines', '// Does it answer, and\n// does it stop? Yes.\n', 'Does it answer, and does it stop?'],
  ['no question', '// It answers.\n', ''],
  ['a question below the opening comment', 'import x;\n// Why?\n', ''],
])('question: %s', (_name, text, question) => {
  expect(openingQuestion(text)).toBe(question);
});

test.each([
  ['scenarios/tcp/refused/closed-port.scenario.ts', 'tcp/refused/closed-port'],
  ['scenarios\\tcp\\reset.scenario.ts', 'tcp/reset'],
  ['test/reconnect.test.ts', 'test/reconnect'],
  ['reconnect.spec.mts', 'reconnect'],
  ['src/my.scenarios/reset.scenario.js', 'src/my.scenarios/reset'],
  ['../elsewhere/reset.test.ts', 'elsewhere/reset'],
])('id of %s', (path, id) => {
  expect(scenarioId(path)).toBe(id);
});
