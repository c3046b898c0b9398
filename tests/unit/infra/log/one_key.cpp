// Compiled with -DKEY="…" by tests that expect it to be accepted or refused.
#include "gateway/infra/log/log.hpp"

void log_it() {
    clearing::log::info("settlement_booked", {{KEY, "x"}});
}
