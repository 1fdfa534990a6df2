"""Settings of gunicorn that belong to the portal itself; the command line gives the others."""

# Gunicorn answers an over-long address in English, without our headers. The portal's own guard
# answers instead (ctg_portal/request_guard.py); the front server bounds what reaches it.
limit_request_line = 0

# No request says where the portal is mounted, what its path is or who is asking. By default,
# gunicorn believes the headers SCRIPT_NAME and PATH_INFO of whoever comes from 127.0.0.1 or a
# local socket: behind a front server on the same machine, that is every visitor. Dropped, like
# any other header with an underscore, which could pass for its namesake with a hyphen.
forwarder_headers = ""
header_map = "drop"
