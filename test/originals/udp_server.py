# The original's UDP server. Arguments: host, port (0 takes a free one); the first line says which it is.
import socketserver
import sys


class MyUDPHandler(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        sock.sendto(data.upper(), self.client_address)


if __name__ == '__main__':
    server = socketserver.ThreadingUDPServer((sys.argv[1], int(sys.argv[2])), MyUDPHandler)
    print('ready', server.server_address[1], flush=True)
    server.serve_forever()
