#include "gateway/domain/bank_payment.hpp"

#include "gateway/domain/pair.hpp"
#include "gateway/domain/postings_payment.hpp"
#include "gateway/domain/postings_prefund.hpp"

#include <fmt/format.h>

namespace clearing {
namespace {

/// Money that belongs to no fund: prefund, unallocated.
void append(std::vector<VoucherLine>& lines, const PairKey& pair, const std::vector<Transfer>& transfers) {
    for (const Transfer& transfer : transfers)
        lines.push_back({pair.platform, pair.counterparty, pair.direction, {}, std::nullopt, transfer});
}

void append_cells(std::vector<VoucherLine>& lines, const PairKey& pair, const CellAmounts& amounts) {
    for (const auto& [cell, amount] : amounts)
        for (const Transfer& transfer : postings_of_payment(pair.direction, {{cell.component, amount}}))
            lines.push_back(
                {pair.platform, pair.counterparty, pair.direction, cell.insurance_type, cell.care, transfer});
}

Result<void> check_payable(const Notice& notice) {
    if (notice.state != NoticeState::released && notice.state != NoticeState::handed_over)
        return fail(ErrorCode::conflict, fmt::format("the notice {} is not released yet", notice.id), {"notice"});
    if (!(sum_of(notice.open()) > Money()))
        return fail(ErrorCode::conflict, fmt::format("nothing is to be paid on the notice {}", notice.id), {"notice"});
    return {};
}

Result<void> check_same_pair(const BankEntry& entry, const Notice& notice) {
    if (pair_of(entry) == pair_of(notice)) return {};
    return fail(ErrorCode::invalid_value, fmt::format("the notice {} is of others", notice.id), {"notice"});
}

}  // namespace

std::string_view name_of(PaymentState state) {
    switch (state) {
        case PaymentState::unmatched:
            return "unmatched";
        case PaymentState::partly_matched:
            return "partly_matched";
        case PaymentState::matched:
            return "matched";
        default:
            return "bounced";
    }
}

std::string_view chinese_name_of(PaymentState state) {
    switch (state) {
        case PaymentState::unmatched:
            return "待核对";
        case PaymentState::partly_matched:
            return "部分核对";
        case PaymentState::matched:
            return "已核对";
        default:
            return "退票";
    }
}

Money BankPayment::unallocated() const {
    if (bounced) return {};
    Money rest = entry.amount;
    for (const Allocation& allocation : allocations) {
        const Money part = sum_of(allocation.amounts);
        rest -= allocation.direction == entry.direction ? part : -part;
    }
    return rest;
}

PaymentState BankPayment::state() const {
    if (bounced) return PaymentState::bounced;
    const Money rest = unallocated();
    if (rest.is_zero()) return PaymentState::matched;
    return rest == entry.amount ? PaymentState::unmatched : PaymentState::partly_matched;
}

std::string payment_id(std::string_view bank, std::string_view serial, int alike) {
    const std::string id = fmt::format("{}-{}", bank, serial);
    return alike == 1 ? id : fmt::format("{}~{}", id, alike);
}

Result<void> check_entry(const BankEntry& entry) {
    const auto missing = [](const char* field) {
        return fail(ErrorCode::invalid_value, std::string(field) + " is missing", {field});
    };
    if (entry.bank.empty()) return missing("bank");
    if (entry.serial.empty()) return missing("serial");
    if (entry.platform.empty()) return missing("platform");
    if (entry.counterparty.empty()) return missing("counterparty");
    if (!(entry.amount > Money())) return fail(ErrorCode::invalid_value, "a bank moves more than nothing", {"amount"});
    return {};
}

Result<Settling> settle_by_payment(const BankPayment& payment, const Notice& notice, bool is_new) {
    if (auto same = check_same_pair(payment.entry, notice); !same) return fail(same.error());
    const Money there_is = payment.unallocated();
    if (payment.bounced) return fail(ErrorCode::conflict, "the payment has bounced", {"payment"});
    if (there_is.is_zero()) return fail(ErrorCode::conflict, "all of the payment is matched already", {"payment"});
    if (auto payable = check_payable(notice); !payable) return fail(payable.error());
    const CellAmounts open = notice.open();
    const bool arrives = payment.entry.direction == Direction::visitor;
    if (!arrives && there_is > sum_of(open))
        return fail(ErrorCode::invalid_value,
                    fmt::format("{} is more than the {} owed", there_is.to_yuan(), sum_of(open).to_yuan()), {"amount"});

    const Money part = std::min(there_is, sum_of(open));
    Result<CellAmounts> shares = shared_out(part, open);
    if (!shares) return fail(shares.error());
    Settling settling;
    const PairKey pair = pair_of(payment.entry);
    if (arrives && !is_new) append(settling.lines, pair, postings_of_unallocated_returned(part));
    append_cells(settling.lines, pair, *shares);
    if (arrives && is_new) append(settling.lines, pair, postings_of_unallocated(there_is - part));
    settling.allocations.push_back({notice.id, notice.direction, std::move(*shares)});
    return settling;
}

Settling wait_unallocated(const BankPayment& payment) {
    Settling settling;
    if (payment.entry.direction == Direction::visitor)
        append(settling.lines, pair_of(payment.entry), postings_of_unallocated(payment.entry.amount));
    return settling;
}

Settling bounce(const BankPayment& payment) {
    Settling settling;
    const PairKey pair = pair_of(payment.entry);
    for (const Allocation& allocation : payment.allocations) {
        const CellAmounts undone = negated(allocation.amounts);
        append_cells(settling.lines, {pair.platform, pair.counterparty, allocation.direction}, undone);
        settling.allocations.push_back({allocation.notice, allocation.direction, undone});
    }
    if (pair.direction == Direction::visitor)
        append(settling.lines, pair, postings_of_unallocated_returned(payment.unallocated()));
    return settling;
}

Result<Settling> settle_by_netting(const Notice& receivable, const Notice& payable,
                                   const std::optional<BankEntry>& moved) {
    const bool are_a_pair = receivable.direction == Direction::visitor &&
                            payable.direction == Direction::resident_away && receivable.platform == payable.platform &&
                            receivable.counterparty == payable.counterparty;
    if (!are_a_pair)
        return fail(ErrorCode::invalid_value, "netting takes a receivable and a payable with one counterparty",
                    {"notice"});
    for (const Notice* notice : {&receivable, &payable})
        if (auto checked = check_payable(*notice); !checked) return fail(checked.error());
    const Money difference = sum_of(receivable.open()) - sum_of(payable.open());
    const Direction owes_more = difference.is_negative() ? Direction::resident_away : Direction::visitor;
    const bool fits = moved ? moved->amount == difference.abs() && moved->direction == owes_more &&
                                  moved->platform == payable.platform && moved->counterparty == payable.counterparty
                            : difference.is_zero();
    if (!fits)
        return fail(
            ErrorCode::invalid_value,
            fmt::format("the bank moves the difference of {}, {}", difference.abs().to_yuan(), name_of(owes_more)),
            {"amount"});
    Settling settling;
    for (const Notice* notice : {&receivable, &payable}) {
        append_cells(settling.lines, pair_of(*notice), notice->open());
        settling.allocations.push_back({notice->id, notice->direction, notice->open()});
    }
    return settling;
}

Result<Settling> settle_by_offset(const Notice& notice, Money prefund) {
    if (auto checked = check_payable(notice); !checked) return fail(checked.error());
    const CellAmounts open = notice.open();
    const Money sum = sum_of(open);
    if (sum > prefund)
        return fail(ErrorCode::conflict,
                    fmt::format("{} is more than the prefund of {}", sum.to_yuan(), prefund.to_yuan()), {"prefund"});
    Settling settling;
    const PairKey pair = pair_of(notice);
    const std::vector<Transfer> capital = postings_of_prefund_lowered(notice.direction, sum);
    if (notice.direction == Direction::visitor) append(settling.lines, pair, capital);
    append_cells(settling.lines, pair, open);
    if (notice.direction == Direction::resident_away) append(settling.lines, pair, capital);
    settling.allocations.push_back({notice.id, notice.direction, open});
    return settling;
}

}  // namespace clearing
