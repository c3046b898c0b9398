#pragma once

#include "gateway/domain/fee_line.hpp"
#include "gateway/domain/payment_split.hpp"

#include <span>
#include <vector>

namespace clearing {

/// The sum laws of interface/README, by their letters, and G of SETTLEMENT §5.
enum class Law : char { a = 'A', b = 'B', c = 'C', d = 'D', e = 'E', f = 'F', g = 'G' };

/// A broken law: what is missing from the right-hand side (left − right). Ms Zhang's answer: law A, 2.00.
struct LawBreach {
    Law law;
    Money missing;

    bool operator==(const LawBreach&) const = default;
};

ErrorCode code_of(Law law);
Error to_error(const LawBreach& breach);

/// A: total = fund + person + hospital.
std::optional<LawBreach> check_law_a(const PaymentSplit& split);
/// B: person = account + cash, mutual aid within the account.
std::optional<LawBreach> check_law_b(const PaymentSplit& split);
/// C: total = full self-pay + over limit + first self-pay + in scope.
std::optional<LawBreach> check_law_c(Money total, const ScopeSplit& scope);
/// D: fund = Σ components.
std::optional<LawBreach> check_law_d(const PaymentSplit& split);
/// E: Σ payments = fund + hospital + account. An answer without any payments has nothing to check.
std::optional<LawBreach> check_law_e(const PaymentSplit& split);
/// F: |round2(count × price) − amount| ≤ 0.01 (rounding), and amount = Σ of its split where one is given.
std::optional<LawBreach> check_law_f(Decimal count, Decimal unit_price, Money amount,
                                     const std::optional<ScopeSplit>& split);
/// G: the settled total = Σ unsettled lines of the bill.
std::optional<LawBreach> check_law_g(Money total, Money of_lines);

/// Laws of an answer, in the order they matter: A, B, D make a settlement unbalanced (reverse it); C and E are
/// differences.
std::vector<LawBreach> balance_breaches(const PaymentSplit& split);
std::vector<LawBreach> split_breaches(const PaymentSplit& split);

/// Names the amounts of a cancel's answer that do not equal the negated original (SETTLEMENT §5). Real answers leave
/// some amounts null: only those named in `present` (wire names such as "psn_part_amt") are compared.
std::vector<std::string> cancel_differences(const PaymentSplit& original, const PaymentSplit& cancel,
                                            std::span<const std::string> present);

}  // namespace clearing
