#include "sim-peers/faults.hpp"

#include "sim-peers/book_faults.hpp"

#include <algorithm>

namespace clearing::peers {
namespace {

bool fits(const Fault& fault, const std::string& role, const std::string& name, const std::string& transaction) {
    const bool on = fault.on.empty() || std::ranges::find(fault.on, transaction) != fault.on.end();
    return fault.count != 0 && fault.role == role && fault.name == name && on;
}

}  // namespace

const std::vector<std::string>& Faults::names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> names = {
            "refuse_connection",   "stall",           "unavailable",     "unknown_transaction",
            "unbalanced_amounts",  "drop_reply",      "slow_reply",      "close_mid_reply",
            "corrupt_reply",       "duplicate_reply", "line_not_yet",    "line_failed",
            "line_amount_differs", "line_lost",       "line_only_there", "line_other_cell",
            "insists_on_sign_in"};
        names.insert(names.end(), book_faults().begin(), book_faults().end());
        return names;
    }();
    return names;
}

std::expected<void, std::string> Faults::add(const Json& json) {
    Fault fault{json.text("role"),
                json.text("name"),
                static_cast<int>(json["count"].integer(-1)),
                static_cast<int>(json["ms"].integer(1000)),
                {}};
    if (std::ranges::find(names(), fault.name) == names().end()) return std::unexpected("unknown fault " + fault.name);
    if (fault.role.empty()) return std::unexpected(std::string("role is missing"));
    for (const auto& transaction : json["on"].items())
        fault.on.push_back(transaction.text());
    active_.push_back(std::move(fault));
    return {};
}

void Faults::remove(const std::string& role, const std::string& name) {
    active_.remove_if([&](const Fault& fault) {
        return (role.empty() || fault.role == role) && (name.empty() || fault.name == name);
    });
}

std::optional<Fault> Faults::take(const std::string& role, const std::string& name, const std::string& transaction) {
    for (auto fault = active_.begin(); fault != active_.end(); ++fault) {
        if (!fits(*fault, role, name, transaction)) continue;
        const Fault taken = *fault;
        if (fault->count > 0 && --fault->count == 0) active_.erase(fault);
        return taken;
    }
    return std::nullopt;
}

std::optional<Fault> Faults::look(const std::string& role, const std::string& name) const {
    for (const auto& fault : active_) {
        if (fault.role == role && fault.name == name && fault.count != 0) return fault;
    }
    return std::nullopt;
}

bool Faults::is_on(const std::string& role, const std::string& name, const std::vector<std::string>& what) const {
    return std::ranges::any_of(active_, [&](const Fault& fault) {
        return std::ranges::any_of(what, [&](const std::string& one) { return fits(fault, role, name, one); });
    });
}

Json Faults::to_json() const {
    Json rows = Json::array();
    for (const auto& fault : active_) {
        Json row = Json::object(), on = Json::array();
        for (const auto& transaction : fault.on)
            on.push(transaction);
        row.set("role", fault.role).set("name", fault.name).set("count", Json::number(fault.count));
        row.set("ms", Json::number(fault.ms)).set("on", std::move(on));
        rows.push(std::move(row));
    }
    return rows;
}

ReplyPlan plan_reply(Faults& faults, const std::string& role, const std::string& transaction) {
    ReplyPlan plan;
    if (const auto slow = faults.take(role, "slow_reply", transaction)) plan.delay_ms = slow->ms;
    if (faults.take(role, "drop_reply", transaction)) {
        plan.fault = ReplyFault::drop;
    } else if (faults.take(role, "close_mid_reply", transaction)) {
        plan.fault = ReplyFault::close_mid;
    } else if (faults.take(role, "corrupt_reply", transaction)) {
        plan.fault = ReplyFault::corrupt;
    } else if (faults.take(role, "duplicate_reply", transaction)) {
        plan.fault = ReplyFault::duplicate;
    }
    return plan;
}

}  // namespace clearing::peers
