#include "gateway/services/reconciliation/case_decision.hpp"

#include <string_view>

namespace clearing::reconciliation {
namespace {

using State = ports::LineState::State;

std::string_view word_for(State state) {
    switch (state) {
        case State::unknown:
            return "unknown";
        case State::in_progress:
            return "not final";
        case State::booked:
            return "booked";
        case State::refused:
            return "refused";
        case State::reversed:
            return "reversed";
        case State::cancelled:
            return "cancelled";
    }
    return "";
}

bool is_line(const ports::LineState& state) {
    return state.line.has_value();
}

bool alike(const ports::LineState& ours, const ports::LineState& theirs) {
    return is_line(ours) && is_line(theirs) && leaf_text(*ours.line) == leaf_text(*theirs.line) &&
           ours.insured_division == theirs.insured_division;
}

std::string both_words(const CaseLook& look) {
    std::string words = "here " + std::string(word_for(look.ours.state));
    words += look.theirs ? ", there " + std::string(word_for(look.theirs->state)) : ", there nobody can be asked";
    return words;
}

CaseDecision again_or_a_person(const DifferenceCase& one, std::string note) {
    return {is_last_attempt(one) ? CaseMove::to_a_person : CaseMove::try_again, std::move(note)};
}

CaseDecision decide_alike(const DifferenceCase& one, const CaseLook& look) {
    if (one.difference.kind == DifferenceKind::details_total) {
        if (look.details_differ) return again_or_a_person(one, "the fee lines still do not sum to the settlement");
        return {CaseMove::settle, "the fee lines sum to the settlement"};
    }
    if (!look.day_is_agreed) return {CaseMove::settle, "alike; its day takes it in when it is agreed"};
    return {CaseMove::post_late, "alike; it clears on the open day"};
}

}  // namespace

bool is_last_attempt(const DifferenceCase& one) {
    return one.attempts + 1 >= step_rule_of(one.difference.kind).attempts;
}

CaseDecision decide(const DifferenceCase& one, const CaseLook& look) {
    const bool is_about_details = one.difference.kind == DifferenceKind::details_total;
    if (look.ours.cleared_day && !is_about_details)
        return {CaseMove::settle, "cleared on " + look.ours.cleared_day->to_text()};
    if (is_about_details) return decide_alike(one, look);
    if (look.ours.state == State::in_progress || (look.theirs && look.theirs->state == State::in_progress))
        return again_or_a_person(one, both_words(look));
    if (!look.theirs) return again_or_a_person(one, both_words(look));
    if (alike(look.ours, *look.theirs)) return decide_alike(one, look);
    const bool here = is_line(look.ours), there = is_line(*look.theirs);
    if (!here && !there) return {CaseMove::settle, both_words(look) + ": nothing to clear on either side"};
    // Unknown here is no proof that it never was: books are lost, too.
    if (!here && look.ours.state != State::unknown) return {CaseMove::reverse_there, both_words(look)};
    if (!here) return again_or_a_person(one, both_words(look));
    if (!there && look.theirs->state != State::unknown)
        return {CaseMove::to_a_person, both_words(look) + ": the hospital has our yes"};
    return again_or_a_person(one, there ? "the lines still differ" : both_words(look));
}

CaseDecision decide_after_reverse(const DifferenceCase& one, ReverseResult result) {
    switch (result) {
        case ReverseResult::reversed:
            return {CaseMove::settle, "reversed there"};
        case ReverseResult::fenced:
            return {CaseMove::settle, "unknown there, and refused if it comes"};
        case ReverseResult::day_closed:
            return {CaseMove::to_a_person, "their day is closed: it takes a cancel, which we have no settlement for"};
        case ReverseResult::not_reversible:
            return {CaseMove::to_a_person, "not reversible there"};
    }
    return again_or_a_person(one, "reverse asked");
}

}  // namespace clearing::reconciliation
