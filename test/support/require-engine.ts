// Fails a test file at once when the global set-up found no engine to use.

import { inject } from 'vitest';
import '../../src/vitest/setup.ts';

const problem = inject('bedProblem');
if (problem !== '') throw new Error(problem);
