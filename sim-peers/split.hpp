#pragma once

#include "sim-peers/money.hpp"

#include <string>
#include <vector>

namespace clearing::peers {

/// The four scope totals and their sum (law C): what the treatment side says about a bill.
struct Scope {
    Fen total, full_self_pay, over_limit, first_self_pay, in_scope;

    bool operator==(const Scope&) const = default;
    Scope& operator+=(const Scope& other);
    bool adds_up() const { return total == full_self_pay + over_limit + first_self_pay + in_scope; }
};

struct FundPart {
    std::string fund_pay_type;
    std::string name;
    Fen amount;

    bool operator==(const FundPart&) const = default;
};

/// Who pays one settlement. `account` includes `mutual_aid`.
struct Split {
    Scope scope;
    Fen fund, hifp, cvlserv, hifes, hifmi, hifob, maf, hifdm, oth;
    Fen account, mutual_aid, cash, person, hospital;
    Fen deductible, balance_after;
    Ratio pool_ratio;
    std::vector<FundPart> parts;

    bool operator==(const Split&) const = default;
};

/// The amounts that are compared and summed, with their wire names, in the order of the day's digest.
struct Amount {
    const char* name;
    Fen Split::* member;
};
inline constexpr Amount compared_amounts[] = {
    {"fund_pay_sumamt", &Split::fund},
    {"hifp_pay", &Split::hifp},
    {"cvlserv_pay", &Split::cvlserv},
    {"hifes_pay", &Split::hifes},
    {"hifmi_pay", &Split::hifmi},
    {"hifob_pay", &Split::hifob},
    {"maf_pay", &Split::maf},
    {"hifdm_pay", &Split::hifdm},
    {"oth_pay", &Split::oth},
    {"acct_pay", &Split::account},
    {"acct_mulaid_pay", &Split::mutual_aid},
    {"psn_cash_pay", &Split::cash},
    {"hosp_part_amt", &Split::hospital},
};

/// Every amount negated, for a cancel. Balance and ratio stay.
Split negated(const Split& split);
/// Sums the scope and the compared amounts and `person`; parts, balance and ratio stay.
void add(Split& sum, const Split& split);
/// Same scope and compared amounts.
bool same_amounts(const Split& left, const Split& right);

/// "" when laws A, B, C, D and E hold exactly, else the letter of the first broken one and by how many fen.
std::string broken_law(const Split& split);

}  // namespace clearing::peers
