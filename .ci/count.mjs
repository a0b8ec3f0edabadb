// Sums vitest's JSON report and the checks: node .ci/count.mjs REPORT EXIT_CODE PASSED_CHECKS FAILED_CHECKS

import { existsSync, readFileSync } from 'node:fs';

const [path, exitCode, passedChecks, failedChecks] = process.argv.slice(2);
const words = (text) => text.split(' ').filter((word) => word !== '');
const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { testResults: [] };
const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
const count = (...states) => tests.filter(({ status }) => states.includes(status)).length;

const passed = count('passed') + words(passedChecks).length;
const skipped = count('pending', 'skipped', 'todo', 'disabled');
// A file that cannot be loaded has no tests, but it failed.
const unloaded = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
);
for (const { name, message } of unloaded) console.log(`failed as a whole: ${name}: ${message}`);
let failed = count('failed') + unloaded.length + words(failedChecks).length;
// Errors outside of any test, or no test at all: something has failed that no report names.
const isUnnamed = failed === words(failedChecks).length;
if (isUnnamed && (exitCode !== '0' || tests.length === 0)) {
  failed += 1;
  console.log(`failed: ./socketbed test ended with ${exitCode} and ${tests.length} tests`);
}
for (const name of words(failedChecks)) console.log(`failed: ${name}, see npm run check`);

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
