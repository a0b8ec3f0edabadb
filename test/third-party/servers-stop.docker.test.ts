// What servers do with a request when they are told to stop: those that take one request on a connection, those whose
// first words are a greeting, and those that say no. (One that lets its clock decide is Redis: servers.docker.test.ts.)

import { expect, test } from 'vitest';
import { checkServer } from '../../src/check/server/check-server.ts';
import { serverDefaults } from '../../src/check/server/server-program.ts';
import { stop } from '../../src/check/server/stop.ts';
import { checkRun, leftoversOf } from '../check/check-run.ts';
import { programImage } from '../check/programs.ts';

/** What is said of a server that does `onLine(socket, line)` with each line, and `onStop()` on its signal. */
async function said(onLine: string, onStop: string, before = ''): Promise<string> {
  const source = `
    const sockets = new Set();
    const end = () => { server.close(() => process.exit(0)); for (const socket of sockets) socket.destroySoon(); };
    ${before}
    const server = require('net').createServer((socket) => {
      let text = '';
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      socket.on('data', (data) => {
        text += data;
        for (let at = text.indexOf('\\n'); at >= 0; at = text.indexOf('\\n')) {
          const line = text.slice(0, at);
          text = text.slice(at + 1);
          ${onLine};
        }
      });
    }).listen(7000);
    process.on('SIGTERM', () => { ${onStop} });
  `;
  const run = checkRun();
  const results = await checkServer(
    {
      ...serverDefaults,
      image: programImage,
      command: ['node', '-e', source],
      env: {},
      port: 7000,
      talk: { probe: Buffer.from('hello\n'), expect: Buffer.from('HELLO') },
    },
    { run, prefix: 'server', rerun: 'again', onChecked: () => {}, checks: [stop] },
  );
  expect(await leftoversOf(run)).toEqual([]);
  return results.map(({ verdict, cause }) => `${verdict}: ${cause}`).at(-1) ?? '';
}

const aLittleLater = 'setTimeout(end, 200)';

test('one request on a connection: those that have arrived are answered', async () => {
  expect(await said(`socket.end('HELLO\\n')`, aLittleLater)).toMatch(
    /^passed: it ends .* and all 3 requests that had arrived before are answered$/,
  );
});

test('one request on a connection: those that have arrived are lost', async () => {
  expect(await said(`setTimeout(() => socket.end('HELLO\\n'), 20)`, 'process.exit(0)')).toMatch(
    /^failed: it ends .* but 3 of 3 requests that had arrived before are lost/,
  );
});

test('a greeting, which can be said once only, is no request', async () => {
  const greeting = `socket.write(socket.isGreeted ? 'WHAT?\\n' : 'HELLO\\n'); socket.isGreeted = true`;
  expect(await said(greeting, 'end()')).toMatch(/^passed: it ends .* can be said once on a connection/);
});

test('a reply in parts is not taken for two', async () => {
  const parts = `socket.write('HELLO'); setTimeout(() => socket.write(' WORLD\\n'), 2)`;
  expect(await said(parts, aLittleLater)).toMatch(/^passed: .* and all 3 .* are answered$/);
});

test('a no is an answer', async () => {
  const answer = `setTimeout(() => socket.write(isStopping ? 'GO ELSEWHERE\\n' : 'HELLO\\n'), 50)`;
  expect(await said(answer, `isStopping = true; ${aLittleLater}`, 'let isStopping = false;')).toMatch(
    /^passed: .* are answered, if not as before \(wrong reply "GO ELSEWHERE/,
  );
});

test('what is lost the second time only is found', async () => {
  const before = `
    const fs = require('fs');
    fs.appendFileSync('/tmp/starts', '+');
    const isFirst = fs.readFileSync('/tmp/starts').length === 1;
  `;
  const onStop = `if (isFirst) ${aLittleLater}; else process.exit(0);`;
  expect(await said(`setTimeout(() => socket.write('HELLO\\n'), 20)`, onStop, before)).toMatch(
    /^failed: .* 3 of 3 requests .* are lost/,
  );
});
