"""Settings of gunicorn that belong to the portal itself; the command line gives the others."""

# Gunicorn answers an over-long address in English, without our headers. The portal's own guard
# answers instead (ctg_portal/request_guard.py); the front server bounds what reaches it.
limit_request_line = 0
