#include "gateway/domain/difference_case.hpp"

#include "gateway/domain/names.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

namespace clearing {
namespace {

constexpr Names<NextStep, 5> step_names{{
    {NextStep::none, "none"},
    {NextStep::query, "query"},
    {NextStep::re_ask, "re_ask"},
    {NextStep::reverse, "reverse"},
    {NextStep::late_post, "late_post"},
}};

constexpr Names<CaseState, 4> case_state_names{{
    {CaseState::trying, "trying"},
    {CaseState::open, "open"},
    {CaseState::settled, "settled"},
    {CaseState::resolved, "resolved"},
}};

using Kind = DifferenceKind;

constexpr std::array<StepRule, 14> all_step_rules{{
    {Kind::duplicate, NextStep::none, 0, "which of the lines is the double only a person can say"},
    {Kind::reversed_on_one_side, NextStep::reverse, 5, "what we reversed is reversed there, too"},
    {Kind::day, NextStep::late_post, 5, "alike on two days: it clears on the open day of both"},
    {Kind::state, NextStep::query, 5, "what is not final becomes so"},
    {Kind::missing_here, NextStep::query, 5, "found by now, or never booked here and to be reversed there"},
    {Kind::missing_there, NextStep::query, 5, "found there by now and posted late"},
    {Kind::person_or_visit, NextStep::none, 0, "money for another person is no matter of the machine"},
    {Kind::code, NextStep::re_ask, 2, "a corrected code makes the lines alike"},
    {Kind::split_law, NextStep::re_ask, 2, "an unbalanced line is theirs to correct"},
    {Kind::total, NextStep::re_ask, 2, "a corrected amount makes the lines alike"},
    {Kind::fund_component, NextStep::re_ask, 2, "a corrected amount makes the lines alike"},
    {Kind::account, NextStep::re_ask, 2, "a corrected amount makes the lines alike"},
    {Kind::cash, NextStep::re_ask, 2, "a corrected amount makes the lines alike"},
    {Kind::details_total, NextStep::re_ask, 2, "lines that come later complete the sum"},
}};

}  // namespace

std::string_view name_of(NextStep step) {
    return name_in(step_names, step);
}
std::optional<NextStep> next_step_named(std::string_view name) {
    return value_in(step_names, name);
}
std::string_view name_of(CaseState state) {
    return name_in(case_state_names, state);
}
std::optional<CaseState> case_state_named(std::string_view name) {
    return value_in(case_state_names, name);
}

std::string turn_of(const DifferenceCase& one) {
    if (is_over(one.state)) return {};
    if (one.state == CaseState::trying) return "daemon";
    return one.owner.empty() ? "maker" : one.owner;
}

std::string subject_of_case(long long no) {
    return fmt::format("case-{}", no);
}

bool is_subject_of_case(std::string_view text) {
    return text.starts_with("case-");
}

std::string needs_a_person(const DifferenceCase& one, std::string_view why) {
    return fmt::format("{} of day {} needs a person: {}", name_of(one.difference.kind), one.day.day.to_text(), why);
}

std::string is_overdue(const DifferenceCase& one) {
    return fmt::format("{} of day {} was to be settled by {} and is not: it waits for {}", name_of(one.difference.kind),
                       one.day.day.to_text(), one.due ? one.due->to_text() : "", turn_of(one));
}

std::span<const StepRule> step_rules() {
    return all_step_rules;
}

const StepRule& step_rule_of(DifferenceKind kind) {
    const auto found = std::ranges::find(all_step_rules, kind, &StepRule::kind);
    if (found == all_step_rules.end())
        throw std::logic_error("a kind of difference without a row in the table of steps");
    return *found;
}

const Difference& leading(std::span<const Difference> differences) {
    return *std::ranges::min_element(differences, {}, [](const Difference& one) { return &step_rule_of(one.kind); });
}

}  // namespace clearing
