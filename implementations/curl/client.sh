#!/bin/sh
# curl as a program: its exit code has a name in libcurl, and the line on stderr is what people see.
[ "$SOCKETBED_TRANSPORT" = tcp ] || exit 127
ms=${SOCKETBED_TIMEOUT_MS:-10000}
seconds=$(printf '%d.%03d' $((ms / 1000)) $((ms % 1000)))
runtime=$(curl --version | sed -n '1s/^\(curl [^ ]*\).*/\1/p')
bytes=$(curl --silent --show-error --max-time "$seconds" --output /tmp/reply --write-out '%{size_download}' \
    "http://$SOCKETBED_TARGET/" 2>/tmp/error)
number=$?
if [ $number = 0 ]; then
    printf '{"outcome":"reply","name":"%s","bytes":%d,"runtime":"%s"}\n' "$(cat /tmp/reply)" "$bytes" "$runtime"
    exit 0
fi
case $number in
    6) code=CURLE_COULDNT_RESOLVE_HOST ;;
    7) code=CURLE_COULDNT_CONNECT ;;
    18) code=CURLE_PARTIAL_FILE ;;
    28) code=CURLE_OPERATION_TIMEDOUT ;;
    52) code=CURLE_GOT_NOTHING ;;
    55) code=CURLE_SEND_ERROR ;;
    56) code=CURLE_RECV_ERROR ;;
    *) code=$number ;;
esac
message=$(sed -n '1s/^curl: ([0-9]*) //p' /tmp/error | sed 's/[\\"]/\\&/g')
printf '{"outcome":"error","name":"curl: (%d)","code":"%s","message":"%s","bytes":%d,"runtime":"%s"}\n' \
    "$number" "$code" "$message" "$bytes" "$runtime"
exit 1
