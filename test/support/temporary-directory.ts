// A directory of its own for a test, removed when the test has finished.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export function temporaryDirectory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'socketbed-test-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
