#include "gateway/domain/audit_finding.hpp"

#include "gateway/domain/names.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace clearing {
namespace {

struct ClassName {
    FindingClass its_class;
    std::string_view name, chinese;
};
constexpr std::array<ClassName, 3> class_names{{{FindingClass::deduct, "deduct", "违规"},
                                                {FindingClass::ask, "ask", "发医院核查"},
                                                {FindingClass::look, "look", "待核查"}}};

constexpr Names<FindingState, 4> finding_states{{
    {FindingState::proposed, "proposed"},
    {FindingState::notified, "notified"},
    {FindingState::accepted, "accepted"},
    {FindingState::withdrawn, "withdrawn"},
}};

/// Where a step leads from there; nothing: it does not.
std::optional<FindingState> next_state(FindingState from, FindingStep step) {
    switch (step) {
        case FindingStep::notify:
            return from == FindingState::proposed ? std::optional(FindingState::notified) : std::nullopt;
        case FindingStep::accept:
            return from == FindingState::notified ? std::optional(FindingState::accepted) : std::nullopt;
        default:
            return from == FindingState::withdrawn ? std::nullopt : std::optional(FindingState::withdrawn);
    }
}

}  // namespace

std::string_view name_of(FindingClass its_class) {
    return std::ranges::find(class_names, its_class, &ClassName::its_class)->name;
}

std::string_view chinese_name_of(FindingClass its_class) {
    return std::ranges::find(class_names, its_class, &ClassName::its_class)->chinese;
}

std::optional<FindingClass> finding_class_named(std::string_view name) {
    const auto found = std::ranges::find(class_names, name, &ClassName::name);
    if (found == class_names.end()) return std::nullopt;
    return found->its_class;
}

std::string_view name_of(FindingState state) {
    return name_in(finding_states, state);
}

std::optional<FindingState> finding_state_named(std::string_view name) {
    return value_in(finding_states, name);
}

std::string_view name_of(FindingStep step) {
    switch (step) {
        case FindingStep::notify:
            return "notify";
        case FindingStep::accept:
            return "accept";
        default:
            return "withdraw";
    }
}

Result<AuditFinding> advanced(AuditFinding finding, FindingStep step, Signature signature) {
    const auto next = next_state(finding.state, step);
    if (!next)
        return fail(ErrorCode::conflict,
                    fmt::format("a finding that is {} is not to {}", name_of(finding.state), name_of(step)), {"state"});
    if (step == FindingStep::accept) {
        if (finding.its_class != FindingClass::deduct)
            return fail(ErrorCode::conflict, fmt::format("the class {} is not taken back", name_of(finding.its_class)),
                        {"class"});
        if (signature.by == finding.proposed.by)
            return fail(ErrorCode::forbidden,
                        fmt::format("{} proposed this finding and does not accept it", signature.by), {"by"});
    }
    finding.state = *next;
    switch (step) {
        case FindingStep::notify:
            finding.notified = std::move(signature);
            break;
        case FindingStep::accept:
            finding.accepted = std::move(signature);
            break;
        case FindingStep::withdraw:
            finding.withdrawn = std::move(signature);
            break;
    }
    return finding;
}

}  // namespace clearing
