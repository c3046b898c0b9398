#pragma once

#include "gateway/domain/money.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clearing {

/// The fund components of one payment, in the format's order (SETTLEMENT §6).
enum class Fund : std::uint8_t { hifp, cvlserv, hifes, hifmi, hifob, maf, hifdm, oth };
inline constexpr std::size_t fund_count = 8;
inline constexpr std::array<Fund, fund_count> all_funds{Fund::hifp,  Fund::cvlserv, Fund::hifes, Fund::hifmi,
                                                        Fund::hifob, Fund::maf,     Fund::hifdm, Fund::oth};

std::string_view name_of(Fund fund);

/// Money per fund component.
class Funds {
public:
    Money& operator[](Fund fund) { return amounts_[static_cast<std::size_t>(fund)]; }
    Money operator[](Fund fund) const { return amounts_[static_cast<std::size_t>(fund)]; }
    Money sum() const;
    friend bool operator==(const Funds&, const Funds&) = default;

private:
    std::array<Money, fund_count> amounts_{};
};

/// The treatment catalog's split of fee lines: law C and F.
struct ScopeSplit {
    Money full_self_pay;   ///< fulamt_ownpay_amt
    Money over_limit;      ///< overlmt_selfpay / overlmt_amt
    Money first_self_pay;  ///< preselfpay_amt
    Money in_scope;        ///< inscp_scp_amt

    Money sum() const { return full_self_pay + over_limit + first_self_pay + in_scope; }
    ScopeSplit& operator+=(const ScopeSplit& other);
    ScopeSplit operator-() const { return {-full_self_pay, -over_limit, -first_self_pay, -in_scope}; }
    bool operator==(const ScopeSplit&) const = default;
};

/// One row of setldetail: an open list of fund payment types.
struct FundPayment {
    std::string type;  ///< fund_pay_type
    std::string name;
    Money amount;
    Money in_scope;
    std::string limit;         ///< crt_payb_lmt_amt as sent
    std::string process_info;  ///< setl_proc_info

    bool operator==(const FundPayment&) const = default;
};

/// Who pays (interface/README, Money). Sums that the wire states are kept as stated, so that the laws can be checked.
struct PaymentSplit {
    Money total;         ///< medfee_sumamt
    Funds funds;         ///< hifp_pay … oth_pay
    Money fund_total;    ///< fund_pay_sumamt
    Money account;       ///< acct_pay, mutual aid included
    Money mutual_aid;    ///< acct_mulaid_pay
    Money cash;          ///< psn_cash_pay
    Money person_total;  ///< psn_part_amt
    Money hospital;      ///< hosp_part_amt
    ScopeSplit scope;
    std::vector<FundPayment> payments;  ///< setldetail; may be empty

    PaymentSplit negated() const;
    bool operator==(const PaymentSplit&) const = default;
};

/// Adds the amounts; the payments list is left out (sums of days have none).
PaymentSplit& operator+=(PaymentSplit& left, const PaymentSplit& right);

/// "fund 1126.60, account 2.00, cash 240.23, hospital 0.00": who pays, for a person to read.
std::string in_words(const PaymentSplit& split);

}  // namespace clearing
