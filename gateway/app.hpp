#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/config/config.hpp"

namespace clearing {

/// What the files hold, beyond being readable: mappings load, keys are keys. Nothing is started.
Result<void> check_content(const config::Config& config);

/// Runs the daemon until SIGTERM or SIGINT; SIGHUP re-reads certificates, CRL and the log file. The exit status.
int run_daemon(config::Config config);

}  // namespace clearing
