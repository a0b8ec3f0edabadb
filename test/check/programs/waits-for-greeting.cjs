// Says nothing before it has been greeted. Two requests, half a second apart, on one connection if it lives so long; two more
// attempts for each, with time-outs.

const net = require('node:net');

const [host, port] = process.env.SOCKETBED_TARGET.split(':');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let socket;

/** The next line of the connection. */
function line(used) {
  return new Promise((resolve, reject) => {
    let text = '';
    used.on('data', (data) => {
      text += data;
      if (text.endsWith('\n')) resolve(text.trim());
    });
    used.once('error', reject);
    used.once('close', () => reject(new Error('closed')));
  });
}

async function connect() {
  const fresh = net.connect({ host, port: Number(port) });
  fresh.setTimeout(2000, () => fresh.destroy(new Error('timeout')));
  fresh.once('close', () => {
    if (socket === fresh) socket = undefined;
  });
  const greeting = await line(fresh);
  if (!greeting.startsWith('220 ')) throw new Error(`no greeting: ${greeting}`);
  return fresh;
}

async function ask(text) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      socket ??= await connect();
      const reply = line(socket);
      socket.write(`${text}\n`);
      console.log(JSON.stringify({ attempt, outcome: 'reply', reply: await reply }));
      return;
    } catch (error) {
      socket?.destroy();
      socket = undefined;
      console.log(JSON.stringify({ attempt, outcome: error.code ?? error.message }));
      if (attempt === 3) throw error;
    }
    await pause(1000 * attempt);
  }
}

ask('one')
  .then(() => pause(600))
  .then(() => ask('two'))
  .then(
    () => process.exit(0),
    () => process.exit(1),
  );
