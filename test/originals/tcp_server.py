# The original's TCP server. Arguments: host, port (0 takes a free one); the first line says which it is.
import socketserver
import sys


class MyTCPHandler(socketserver.BaseRequestHandler):
    def handle(self):
        while True:
            try:
                data = self.request.recv(1024)
                if not data:
                    break
                print('->client:', data, flush=True)
                self.request.send(data.upper())
            except ConnectionResetError:
                break
        self.request.close()


class Server(socketserver.ThreadingTCPServer):
    # A killed server's port is free at once for the next one; Python's default waits.
    allow_reuse_address = True
    daemon_threads = True


if __name__ == '__main__':
    server = Server((sys.argv[1], int(sys.argv[2])), MyTCPHandler)
    print('ready', server.server_address[1], flush=True)
    server.serve_forever()
