// scenarios/README.md is what the scenarios say. `npm run catalogue` writes it.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCatalogue } from '../../src/cli/catalogue.ts';
import { cataloguePage } from '../../src/report/catalogue-page.ts';
import { projectDirectory } from '../../src/testbed/project.ts';

test('the page in the repository is up to date', async () => {
  const page = cataloguePage(readCatalogue());
  await expect(page).toMatchFileSnapshot(join(projectDirectory, 'scenarios/README.md'));
});

test('every scenario asks a question', () => {
  expect(readCatalogue().filter(({ question }) => question === '')).toEqual([]);
});
