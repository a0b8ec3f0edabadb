# Three requests by one curl, so that it can keep its connection, a new one every 0.7 s. Without --fail-early its exit code
# would be that of the last one alone. CLIENT_OPTIONS: words for curl; stock are none.
# shellcheck disable=SC2086
exec curl --silent --show-error --fail-early --rate 85/m $CLIENT_OPTIONS --output /dev/null --output /dev/null \
    --output /dev/null "http://$SOCKETBED_TARGET/" "http://$SOCKETBED_TARGET/" "http://$SOCKETBED_TARGET/"
