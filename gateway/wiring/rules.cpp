#include "gateway/wiring/rules.hpp"

#include "gateway/infra/config/load.hpp"

#include <algorithm>

namespace clearing::wiring {

using std::chrono::milliseconds;

namespace {

/// Between the intent's stamp and the first byte of its message there are two commits.
constexpr milliseconds to_keep_it{1'000};

milliseconds longest_of(const config::Deadlines& deadlines) {
    return std::max({deadlines.settle, deadlines.cancel, deadlines.reverse, deadlines.query});
}

}  // namespace

tls::CredentialFiles credential_files(const config::TlsFiles& files) {
    return {files.certificate, files.key, files.ca, files.crl};
}

std::vector<api::User> api_users(const config::Config& config) {
    std::vector<api::User> users;
    for (const config::User& row : config.users) {
        api::User user{row.name, row.uid, row.certificate, {}};
        for (config::Role role : row.roles)
            if (const auto known = api::role_named(config::name_of(role))) user.roles.push_back(*known);
        users.push_back(std::move(user));
    }
    return users;
}

std::vector<PlatformName> platform_names(const config::Config& config) {
    std::vector<PlatformName> names;
    for (const config::Platform& row : config.platforms)
        names.emplace_back(row.name);
    return names;
}

milliseconds longest_deadline(const config::Config& config) {
    milliseconds longest = longest_of(config.bureau_core.deadlines);
    for (const config::Platform& row : config.platforms)
        longest = std::max(longest, longest_of(row.deadlines));
    return longest + to_keep_it;
}

milliseconds hold_of_work(const config::Config& config) {
    return 3 * longest_deadline(config);
}

settlement::Limits settlement_limits(const config::Config& config) {
    settlement::Limits limits;
    limits.quote_life = std::chrono::duration_cast<std::chrono::minutes>(config.limits.quote_lifetime);
    return limits;
}

settlement::ResolverRules resolver_rules(const config::Config& config, const std::string& process) {
    settlement::ResolverRules rules;
    rules.owner = process;
    rules.back_off = {config.resolver.first, config.resolver.longest};
    rules.longest_deadline = longest_deadline(config);
    rules.hold = hold_of_work(config);
    rules.alarm_after = config.resolver.alarm_after;
    return rules;
}

settlement::ForwardRules forward_rules(const config::Config& config, const std::string& process) {
    settlement::ForwardRules rules;
    rules.owner = process;
    rules.back_off = {config.forwarding.first, config.forwarding.longest};
    rules.limit = config.forwarding.limit;
    rules.hold = hold_of_work(config);
    return rules;
}

reconciliation::TellerRules teller_rules(const config::Config& config, const std::string& process) {
    reconciliation::TellerRules rules;
    rules.owner = process;
    rules.back_off = {config.forwarding.first, config.forwarding.longest};
    rules.limit = config.forwarding.limit;
    // It is asked with the deadline of days.
    rules.hold = hold_of_work(config);
    for (const config::Platform& row : config.platforms)
        rules.hold = std::max(rules.hold, 3 * row.deadlines.day);
    return rules;
}

ports::AskedFirst asked_first(const config::Config& config) {
    ports::AskedFirst asked;
    for (const config::Platform& row : config.platforms)
        if (row.adapter == config::Adapter::yangtze_delta && row.exchanges_adjustments)
            asked.emplace(PlatformName(row.name), PeerName(row.peer));
    return asked;
}

reconciliation::CaseRules case_rules(const config::Config& config, const std::string& process) {
    reconciliation::CaseRules rules;
    rules.process = process;
    rules.hold = hold_of_work(config);
    rules.answer = longest_deadline(config);
    return rules;
}

}  // namespace clearing::wiring
