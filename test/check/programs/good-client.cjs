// Asks twice, half a second apart, on one connection as long as it lives: time-outs on connect and read, a pause that
// grows between attempts, an end some time, and one JSON line for each attempt.

const net = require('node:net');

const target = process.env.SOCKETBED_TARGET;
const [host, port] = target.split(':');
const to = process.env.SOCKETBED_TRANSPORT === 'unix' ? { path: target } : { host, port: Number(port) };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let socket;

function connect() {
  return new Promise((resolve, reject) => {
    const fresh = net.connect(to);
    fresh.setTimeout(2000, () => fresh.destroy(new Error('timeout')));
    fresh.once('connect', () => resolve(fresh));
    fresh.once('error', reject);
    fresh.once('close', () => {
      if (socket === fresh) socket = undefined;
    });
  });
}

async function ask(text) {
  socket ??= await connect();
  const used = socket;
  return await new Promise((resolve, reject) => {
    let reply = '';
    const read = (data) => {
      reply += data;
      if (reply.endsWith('\n')) resolve(reply);
    };
    used.on('data', read);
    used.once('error', reject);
    used.once('close', () => reject(new Error('closed')));
    used.write(text);
  });
}

async function askUntilAnswered(text) {
  for (let attempt = 1, waitMs = 100; ; attempt += 1, waitMs *= 2) {
    try {
      const reply = await ask(text);
      console.log(JSON.stringify({ attempt, outcome: 'reply', reply }));
      return;
    } catch (error) {
      socket?.destroy();
      socket = undefined;
      console.log(JSON.stringify({ attempt, outcome: error.code ?? error.message }));
      if (attempt === 6) throw error;
    }
    await pause(waitMs * (0.75 + Math.random() / 2));
  }
}

askUntilAnswered('one\n')
  .then(() => pause(500))
  .then(() => askUntilAnswered('two\n'))
  .then(
    () => process.exit(0),
    () => process.exit(1),
  );
