// GET /db asks the server db once, on a connection of its own, and tells what came of it: {"bytes":200} or
// {"bytes":100,"code":"ECONNRESET"}.
const http = require('node:http');
const net = require('node:net');

function ask(host) {
  return new Promise((resolve) => {
    let bytes = 0;
    const socket = net.connect(9000, host, () => socket.write('hello'));
    const end = (code) => {
      socket.destroy();
      resolve(code === undefined ? { bytes } : { bytes, code });
    };
    socket.setTimeout(1000, () => end('TIMEOUT'));
    socket.on('error', ({ code }) => end(code));
    socket.on('data', (data) => {
      bytes += data.length;
      if (bytes === 200) end();
    });
  });
}

if (process.argv[2] === 'check') {
  const socket = net.connect(8080, '127.0.0.1', () => process.exit(0));
  socket.on('error', () => process.exit(1));
} else {
  serve();
}

function serve() {
  const server = http.createServer(async (request, response) => {
    response.end(JSON.stringify(await ask(request.url.slice(1))));
  });
  server.listen(8080, () => console.log('listening'));
  process.on('SIGTERM', () => process.exit(0));
}
