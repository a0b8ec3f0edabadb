// Two requests with numbers, half a second apart: each is sent again when no answer to it comes, later each time, and not for
// ever; one JSON line for each attempt.

const dgram = require('node:dgram');

const [host, port] = process.env.SOCKETBED_TARGET.split(':');
const attemptsMax = 5;

async function ask(socket, number) {
  for (let attempt = 1, waitMs = 300; attempt <= attemptsMax; attempt += 1, waitMs *= 2) {
    const reply = await Promise.race([
      new Promise((resolve) => {
        const read = (data) => {
          if (!String(data).endsWith(` ${number}`)) return;
          socket.off('message', read);
          resolve(String(data));
        };
        socket.on('message', read);
        socket.send(`hello ${number}`, () => {});
      }),
      new Promise((resolve) => setTimeout(resolve, waitMs)),
    ]);
    console.log(JSON.stringify({ attempt, outcome: reply === undefined ? 'timeout' : 'reply', reply }));
    if (reply !== undefined) return;
  }
  process.exit(1);
}

const socket = dgram.createSocket('udp4');
// Refused: nobody may be there yet.
socket.on('error', () => {});
socket.connect(Number(port), host, async () => {
  await ask(socket, 1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await ask(socket, 2);
  process.exit(0);
});
