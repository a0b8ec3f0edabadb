# Three requests on one connection, 0.7 s apart. CLIENT_OPTIONS: words for redis-cli; stock are none.
# shellcheck disable=SC2086
exec redis-cli -h "${SOCKETBED_TARGET%:*}" -p "${SOCKETBED_TARGET##*:}" $CLIENT_OPTIONS -r 3 -i 0.7 PING
