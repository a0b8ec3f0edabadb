# The queries of queries.sql, on one connection. libpq's variables (PGCONNECT_TIMEOUT) set what is to be set; stock are none.
exec psql -h "${SOCKETBED_TARGET%:*}" -p "${SOCKETBED_TARGET##*:}" -U postgres -d postgres -f /queries.sql
