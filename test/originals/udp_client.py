# The original's UDP client. Arguments: host, port, how often to say hello (the original does it for ever).
import sys
from socket import *

client = socket(AF_INET, SOCK_DGRAM)
for _ in range(int(sys.argv[3])):
    client.sendto(b'hello', (sys.argv[1], int(sys.argv[2])))
    data, server_add = client.recvfrom(1024)
    print(data, flush=True)
