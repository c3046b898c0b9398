#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace clearing {

/// How often a notice is made. Agreed daily is not paid daily (DOMAIN §2).
enum class PaymentCycle : std::uint8_t { monthly, daily };

constexpr std::string_view name_of(PaymentCycle cycle) {
    return cycle == PaymentCycle::monthly ? "monthly" : "daily";
}
constexpr std::optional<PaymentCycle> payment_cycle_named(std::string_view name) {
    if (name == "monthly") return PaymentCycle::monthly;
    if (name == "daily") return PaymentCycle::daily;
    return std::nullopt;
}

/// How two regions pay what has cleared between them: a dated row, never a constant (DOMAIN §2).
struct AgreementTerms {
    std::string agreement;  ///< its id, as on the statements
    bool netting = false;   ///< both directions are settled by their difference; gross otherwise
    PaymentCycle cycle = PaymentCycle::monthly;
    int days_to_finance = 5;      ///< working days from the notice to its hand-over to finance
    int days_to_pay = 10;         ///< working days from the hand-over to the payment
    bool prefund_offset = false;  ///< a notice may be paid out of the prefund
    std::string year_closes;      ///< "03-31": last year's costs are closed by this day

    bool operator==(const AgreementTerms&) const = default;
};

}  // namespace clearing
