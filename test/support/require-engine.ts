// Fails a test file at once when engine-check.ts found no engine to use.

import { inject } from 'vitest';
import './engine-check.ts';

const problem = inject('engineProblem');
if (problem !== '') throw new Error(problem);
