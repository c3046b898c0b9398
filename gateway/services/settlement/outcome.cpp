#include "gateway/services/settlement/outcome.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::settlement {
namespace {

Outcome of_failure(Error error) {
    switch (class_of(error.code)) {
        case ErrorClass::refused:
            return {SettlementEvent::answered_no, {}, std::move(error), {}};
        case ErrorClass::unavailable:
            return {SettlementEvent::nothing_sent, {}, std::move(error), {}};
        case ErrorClass::in_doubt:
            break;
    }
    return {SettlementEvent::silence, {}, {}, {}};
}

Error unbalanced_error(const LawBreach& breach) {
    Error error = to_error(breach);
    error.code = ErrorCode::answer_unbalanced;
    return error;
}

std::vector<Difference> split_differences(const SettlementRecord& record, const PaymentSplit& split) {
    std::vector<Difference> differences;
    for (const LawBreach& breach : split_breaches(split))
        differences.push_back({DifferenceKind::split_law, record.key, "holds", breach.missing.to_yuan(),
                               fmt::format("law {}", static_cast<char>(breach.law))});
    if (record.claimed_total != split.total)
        differences.push_back({DifferenceKind::total, record.key, record.claimed_total.to_yuan(), split.total.to_yuan(),
                               "claimed and answered"});
    return differences;
}

constexpr std::array<std::string_view, 1> person_sum{"psn_part_amt"}, fund_sum{"fund_pay_sumamt"};
constexpr std::array<std::string_view, 2> parts_of_person{"acct_pay", "psn_cash_pay"};
constexpr std::array<std::string_view, 3> parts_of_total{"fund_pay_sumamt", "psn_part_amt", "hosp_part_amt"};
constexpr std::array<std::string_view, fund_count> parts_of_funds{"hifp_pay",  "cvlserv_pay", "hifes_pay", "hifmi_pay",
                                                                  "hifob_pay", "maf_pay",     "hifdm_pay", "oth_pay"};

/// The amounts on the side of a law that is too small: if one of them was left out, it could make the law hold.
std::span<const std::string_view> smaller_side(const LawBreach& breach) {
    const bool sum_is_smaller = breach.missing.is_negative();
    switch (breach.law) {
        case Law::a:
            // Its sum is the one amount that no answer may leave out.
            return sum_is_smaller ? std::span<const std::string_view>() : parts_of_total;
        case Law::b:
            return sum_is_smaller ? std::span<const std::string_view>(person_sum) : parts_of_person;
        case Law::d:
            return sum_is_smaller ? std::span<const std::string_view>(fund_sum) : parts_of_funds;
        default:
            return {};
    }
}

/// Where nothing is said about what an answer carried, it carried all (the same rule by which it is written).
bool is_stated(const SettledBill& bill, std::string_view amount) {
    const auto& present = bill.amounts_present;
    return present.empty() || std::ranges::find(present, amount) != present.end();
}

/// A row's amount may have been left out as well: it is read as zero.
bool rows_say_who_paid(const PaymentSplit& split) {
    const auto says_nothing = [](const FundPayment& payment) { return payment.amount.is_zero(); };
    return !split.payments.empty() && std::ranges::none_of(split.payments, says_nothing);
}

/// Stated, or beyond doubt by what is stated (decision 0029): the person's part and the fund total are the sums of
/// their parts; detail rows that add up without a hospital-borne part say that there is none.
bool is_known(const SettledBill& bill, std::string_view amount) {
    const auto stated = [&bill](std::string_view name) { return is_stated(bill, name); };
    if (stated(amount)) return true;
    const PaymentSplit& split = bill.split;
    if (amount == "psn_part_amt")
        return std::ranges::all_of(parts_of_person, stated) && split.person_total == split.account + split.cash;
    if (amount == "fund_pay_sumamt")
        return std::ranges::all_of(parts_of_funds, stated) && split.fund_total == split.funds.sum();
    return amount == "hosp_part_amt" && rows_say_who_paid(split) && !check_law_e(split);
}

std::vector<std::string_view> left_out(const LawBreach& breach, const SettledBill& bill) {
    std::vector<std::string_view> amounts;
    for (const std::string_view amount : smaller_side(breach))
        if (!is_known(bill, amount)) amounts.push_back(amount);
    return amounts;
}

/// An answer that lacks what its laws need is read as one that cannot be read: it proves neither that the money is
/// right nor that it is wrong, and good money must not be reversed. In doubt, asked again, for persons to look at.
Outcome not_judged(const LawBreach& breach, const std::vector<std::string_view>& amounts,
                   const SettlementRecord& record) {
    Outcome outcome{SettlementEvent::silence, {}, {}, {}};
    outcome.alarm = fmt::format("law {} of settlement {} cannot be judged: its answer leaves out {}",
                                static_cast<char>(breach.law), record.id.text, fmt::join(amounts, ", "));
    return outcome;
}

/// What is wrong whatever was left out decides before what cannot be judged.
Outcome of_broken_laws(SettledBill bill, const SettlementRecord& record, const std::vector<LawBreach>& breaches) {
    const auto wrong =
        std::ranges::find_if(breaches, [&](const LawBreach& breach) { return left_out(breach, bill).empty(); });
    if (wrong == breaches.end()) return not_judged(breaches.front(), left_out(breaches.front(), bill), record);
    return {SettlementEvent::answered_yes_unbalanced, std::move(bill), unbalanced_error(*wrong), {}};
}

Outcome of_bill(SettledBill bill, const SettlementRecord& record, SettlementEvent yes) {
    const std::vector<LawBreach> breaches = balance_breaches(bill.split);
    if (!breaches.empty()) return of_broken_laws(std::move(bill), record, breaches);
    std::vector<Difference> differences = split_differences(record, bill.split);
    return {yes, std::move(bill), {}, std::move(differences)};
}

/// A settlement in doubt was booked there and cancelled since, and not by us: we cancel only what is booked here. Both
/// its lines stand in the other side's lists, so ours is booked too; the cancel that our books lack is a difference
/// from this moment on and an alarm, not a surprise of the day's close.
Outcome of_cancelled_there(SettledBill bill, const SettlementRecord& record) {
    Outcome outcome = of_bill(std::move(bill), record, SettlementEvent::query_says_booked);
    if (outcome.event != SettlementEvent::query_says_booked) return outcome;
    outcome.differences.push_back(
        {DifferenceKind::state, record.key, "booked", "cancelled", "its cancel is not in our books"});
    outcome.alarm = fmt::format("settlement {} was found cancelled by the other side; its cancel is not in our books",
                                record.id.text);
    return outcome;
}

Outcome of_cancel_bill(SettledBill bill, const SettlementRecord& original, SettlementEvent yes) {
    Outcome outcome{yes, {}, {}, {}};
    for (const std::string& field : cancel_differences(original.answer.split, bill.split, bill.amounts_present))
        outcome.differences.push_back(
            {DifferenceKind::total, original.key, "negative of the original", "differs", field});
    bill.split = original.answer.split.negated();
    outcome.bill = std::move(bill);
    return outcome;
}

/// What ended a record for good says so in its answer; a "try again" left over from an earlier attempt does not.
Error final_error(const SettlementRecord& record, ErrorCode otherwise) {
    const bool final = record.error && class_of(record.error->code) == ErrorClass::refused;
    if (!final) return {otherwise, {}, {}, record.id.text};
    Error error = *record.error;
    if (error.settlement_id.empty()) error.settlement_id = record.id.text;
    return error;
}

}  // namespace

Outcome outcome_of_settle(Result<SettledBill> answer, const SettlementRecord& record) {
    if (!answer) return of_failure(std::move(answer.error()));
    return of_bill(std::move(*answer), record, SettlementEvent::answered_yes);
}

Outcome outcome_of_cancel(Result<SettledBill> answer, const SettlementRecord& original) {
    if (!answer) return of_failure(std::move(answer.error()));
    return of_cancel_bill(std::move(*answer), original, SettlementEvent::answered_yes);
}

Outcome outcome_of_query(Result<QueryResult> answer, const SettlementRecord& record,
                         const std::optional<SettlementRecord>& original) {
    if (!answer) return {SettlementEvent::silence, {}, {}, {}};
    using State = QueryResult::State;
    switch (answer->state) {
        case State::in_progress:
            return {SettlementEvent::query_says_in_progress, {}, {}, {}};
        case State::refused: {
            Error error = answer->refusal.value_or(Error{ErrorCode::refused_by_insured_side, {}, {}, {}});
            return {SettlementEvent::query_says_refused, {}, std::move(error), {}};
        }
        case State::booked:
        case State::cancelled:
            if (!answer->bill) return {SettlementEvent::silence, {}, {}, {}};
            if (record.kind == SettlementKind::cancel && original)
                return of_cancel_bill(std::move(*answer->bill), *original, SettlementEvent::query_says_booked);
            if (answer->state == State::cancelled) return of_cancelled_there(std::move(*answer->bill), record);
            return of_bill(std::move(*answer->bill), record, SettlementEvent::query_says_booked);
        case State::unknown:
        case State::reversed:
            return {SettlementEvent::query_says_unknown, {}, {}, {}};
    }
    return {SettlementEvent::silence, {}, {}, {}};
}

Error unresolved_error(const SettlementRecord& record) {
    Error error;
    error.settlement_id = record.id.text;
    switch (record.state) {
        case SettlementState::awaiting_answer:
            error.code = ErrorCode::awaiting_answer;
            break;
        case SettlementState::reversing:
            error.code = ErrorCode::reversing;
            break;
        default:
            error.code = record.kind == SettlementKind::cancel ? ErrorCode::cancel_in_doubt : ErrorCode::in_doubt;
    }
    return error;
}

Result<SettledBill> answer_for(const SettlementRecord& record) {
    switch (record.state) {
        case SettlementState::booked:
        case SettlementState::cancelled: {
            SettledBill bill = record.answer;
            bill.settlement = record.id;
            bill.visit = record.visit;
            bill.medins_setl_id = record.message.message;
            bill.settled_at = record.settled_at;
            return bill;
        }
        case SettlementState::refused:
            // Without a no of anybody's: never sent before its day was closed.
            return fail(final_error(record, ErrorCode::clearing_day_closed));
        case SettlementState::reversed:
            // The hospital learns why: an unbalanced answer names its law; else that the message was reversed.
            return fail(final_error(record, ErrorCode::message_reversed));
        case SettlementState::not_sent:
            return fail(record.error.value_or(Error{ErrorCode::peer_unreachable, {}, {}, record.id.text}));
        case SettlementState::awaiting_answer:
        case SettlementState::in_doubt:
        case SettlementState::reversing:
            return fail(unresolved_error(record));
    }
    return fail(ErrorCode::internal_error);
}

}  // namespace clearing::settlement
