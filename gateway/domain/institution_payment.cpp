#include "gateway/domain/institution_payment.hpp"

#include "gateway/domain/component_amounts.hpp"
#include "gateway/domain/postings_payment.hpp"

#include <fmt/format.h>

namespace clearing {
namespace {

std::unexpected<Error> conflict(std::string reason) {
    return fail(ErrorCode::conflict, std::move(reason), {"payment"});
}

/// Nobody confirms what they entered.
Result<void> check_two_persons(const Signature& entered, const Signature& confirming) {
    if (entered.by != confirming.by) return {};
    return fail(ErrorCode::forbidden, fmt::format("{} entered this payment and does not confirm it", entered.by),
                {"by"});
}

std::vector<VoucherLine> lines_of(const InstitutionPayment& payment,
                                  std::vector<Transfer> (*postings_of)(const ComponentAmounts&)) {
    std::vector<VoucherLine> lines;
    for (const auto& [cell, amount] : payment.shares)
        for (const Transfer& transfer : postings_of({{cell.component, amount}}))
            lines.push_back(
                {payment.platform, payment.counterparty, Direction::visitor, cell.insurance_type, cell.care, transfer});
    return lines;
}

}  // namespace

std::string institution_payment_id(std::string_view bank, std::string_view serial, int entry) {
    std::string id = fmt::format("{}-{}", bank, serial);
    return entry == 1 ? id : fmt::format("{}~{}", id, entry);
}

Result<void> check_entry(const InstitutionPayment& payment) {
    const auto missing = [](const char* field) {
        return fail(ErrorCode::invalid_value, fmt::format("a payment names its {}", field), {field});
    };
    if (payment.institution.text.empty()) return missing("institution");
    if (payment.counterparty.text.empty()) return missing("counterparty");
    if (payment.bank.empty()) return missing("bank");
    if (payment.serial.empty()) return missing("serial");
    if (!(payment.amount > Money())) return fail(ErrorCode::invalid_value, "more than nothing is paid", {"amount"});
    return {};
}

Result<InstitutionPayment> confirmed_by(InstitutionPayment payment, const CellAmounts& owed, Signature signature) {
    if (payment.is_confirmed()) return conflict(fmt::format("{} has confirmed it already", payment.confirmed.by));
    if (payment.is_withdrawn()) return conflict(fmt::format("{} has withdrawn it", payment.withdrawn.by));
    if (const auto two = check_two_persons(payment.entered, signature); !two) return fail(two.error());
    auto shares = shared_out(payment.amount, owed);
    if (!shares) return fail(ErrorCode::invalid_value, shares.error().detail, {"amount"});
    payment.shares = std::move(*shares);
    payment.confirmed = std::move(signature);
    return payment;
}

Result<InstitutionPayment> withdrawn_by(InstitutionPayment payment, Signature signature) {
    if (payment.is_confirmed()) return conflict("it is posted: enter that it came back");
    if (payment.is_withdrawn()) return conflict(fmt::format("{} has withdrawn it already", payment.withdrawn.by));
    payment.withdrawn = std::move(signature);
    return payment;
}

Result<InstitutionPayment> return_entered_by(InstitutionPayment payment, PaymentReturn back, Signature signature) {
    if (back.reason.empty()) return fail(ErrorCode::invalid_value, "a return names its reason", {"reason"});
    if (back.date < payment.date) return fail(ErrorCode::invalid_value, "it was paid later than that", {"date"});
    if (!payment.is_confirmed()) return conflict("it is not posted: withdraw it");
    if (payment.is_back()) return conflict(fmt::format("{} has confirmed its return", payment.back_confirmed.by));
    payment.back = std::move(back);
    payment.back_entered = std::move(signature);
    return payment;
}

Result<InstitutionPayment> return_withdrawn(InstitutionPayment payment) {
    if (payment.is_back()) return conflict(fmt::format("{} has confirmed its return", payment.back_confirmed.by));
    payment.back = {};
    payment.back_entered = {};
    return payment;
}

Result<InstitutionPayment> return_confirmed_by(InstitutionPayment payment, Signature signature) {
    if (payment.back_entered.by.empty()) return conflict("nobody has entered that it came back");
    if (payment.is_back()) return conflict(fmt::format("{} has confirmed it already", payment.back_confirmed.by));
    if (const auto two = check_two_persons(payment.back_entered, signature); !two) return fail(two.error());
    payment.back_confirmed = std::move(signature);
    return payment;
}

Voucher voucher_of(const InstitutionPayment& payment) {
    return {"institution-payment/" + payment.id,
            "institution_paid",
            payment.institution.text,
            fmt::format("{} {} {}", payment.bank, payment.serial, payment.date.to_text()),
            payment.confirmed.by,
            payment.confirmed.at,
            lines_of(payment, postings_of_hospital_paid)};
}

Voucher voucher_of_return(const InstitutionPayment& payment) {
    return {"institution-payment-return/" + payment.id,
            "institution_paid_back",
            payment.institution.text,
            fmt::format("{} {} {} {}", payment.bank, payment.serial, payment.back.date.to_text(), payment.back.reason),
            payment.back_confirmed.by,
            payment.back_confirmed.at,
            lines_of(payment, postings_of_hospital_paid_back)};
}

}  // namespace clearing
