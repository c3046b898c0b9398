-- A message that was not sent is sent again for the bill as it stands by then: its lines may have been put right meanwhile.
GRANT UPDATE (lines_until) ON settlement TO gateway_daemon;
