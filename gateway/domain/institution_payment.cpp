#include "gateway/domain/institution_payment.hpp"

#include "gateway/domain/component_amounts.hpp"
#include "gateway/domain/postings_payment.hpp"

#include <fmt/format.h>

namespace clearing {

std::string institution_payment_id(std::string_view bank, std::string_view serial) {
    return fmt::format("{}-{}", bank, serial);
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
    if (payment.is_confirmed())
        return fail(ErrorCode::conflict, fmt::format("{} has confirmed it already", payment.confirmed.by), {"payment"});
    if (payment.entered.by == signature.by)
        return fail(ErrorCode::forbidden, fmt::format("{} entered this payment and does not confirm it", signature.by),
                    {"by"});
    auto shares = shared_out(payment.amount, owed);
    if (!shares) return fail(ErrorCode::over_limit, shares.error().detail, {"amount"});
    payment.shares = std::move(*shares);
    payment.confirmed = std::move(signature);
    return payment;
}

Voucher voucher_of(const InstitutionPayment& payment) {
    Voucher voucher{"institution-payment/" + payment.id,
                    "institution_paid",
                    payment.institution.text,
                    fmt::format("{} {} {}", payment.bank, payment.serial, payment.date.to_text()),
                    payment.confirmed.by,
                    payment.confirmed.at,
                    {}};
    for (const auto& [cell, amount] : payment.shares)
        for (const Transfer& transfer : postings_of_hospital_paid({{cell.component, amount}}))
            voucher.lines.push_back(
                {payment.platform, payment.counterparty, Direction::visitor, cell.insurance_type, cell.care, transfer});
    return voucher;
}

}  // namespace clearing
