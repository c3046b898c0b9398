#pragma once

#include "gateway/api/callers.hpp"
#include "gateway/infra/config/config.hpp"
#include "gateway/infra/tls/credentials.hpp"
#include "gateway/ports/adjustments.hpp"
#include "gateway/services/reconciliation/adjustment_teller.hpp"
#include "gateway/services/reconciliation/case_steps.hpp"
#include "gateway/services/settlement/fee_forwarder.hpp"
#include "gateway/services/settlement/resolver.hpp"
#include "gateway/services/settlement/world.hpp"

#include <chrono>
#include <string>
#include <vector>

// What the configuration says of how the use cases work. `process` names this one among the daemons of one database.

namespace clearing::wiring {

tls::CredentialFiles credential_files(const config::TlsFiles& files);
std::vector<api::User> api_users(const config::Config& config);
std::vector<PlatformName> platform_names(const config::Config& config);

std::chrono::milliseconds longest_deadline(const config::Config& config);
/// Two questions one after the other may take their whole deadlines; whoever holds work for longer has died.
std::chrono::milliseconds hold_of_work(const config::Config& config);

settlement::Limits settlement_limits(const config::Config& config);
settlement::ResolverRules resolver_rules(const config::Config& config, const std::string& process);
settlement::ForwardRules forward_rules(const config::Config& config, const std::string& process);
reconciliation::TellerRules teller_rules(const config::Config& config, const std::string& process);
/// The Delta partners that exchange adjustments.
ports::AskedFirst asked_first(const config::Config& config);
reconciliation::CaseRules case_rules(const config::Config& config, const std::string& process);

}  // namespace clearing::wiring
