#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/payment_split.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing {

/// The chart of SETTLEMENT §6.
enum class Account : std::uint8_t {
    r1,  ///< 应收异地—未清算
    r2,  ///< 应收异地—已清算
    h,   ///< 应付定点机构
    p1,  ///< 应付异地—未清算
    p2,  ///< 应付异地—已清算
    b,   ///< 待遇支出 (acct, mulaid: 个人账户/共济支出)
    t,   ///< 财政专户存款
    pa,  ///< 暂付款—异地就医预付金
    pr,  ///< 暂收款—异地就医资金
    cf,  ///< 暂收款—异地就医清算资金
    x,   ///< 待处理差额
};

/// What is posted: fund components, the personal account without mutual aid, mutual aid.
enum class Component : std::uint8_t {
    hifp,
    cvlserv,
    hifes,
    hifmi,
    hifob,
    maf,
    hifdm,
    oth,
    acct,
    mulaid,
    prefund,
    unallocated
};

inline constexpr std::array all_accounts{Account::r1, Account::r2, Account::h,  Account::p1, Account::p2, Account::b,
                                         Account::t,  Account::pa, Account::pr, Account::cf, Account::x};
inline constexpr std::array clearable_components{
    Component::hifp, Component::cvlserv, Component::hifes, Component::hifmi, Component::hifob,
    Component::maf,  Component::hifdm,   Component::oth,   Component::acct,  Component::mulaid};

std::string_view name_of(Account account);  ///< "R1"
std::string_view chinese_name_of(Account account);
std::string_view name_of(Component component);  ///< "hifp"
std::optional<Account> account_named(std::string_view name);
std::optional<Component> component_named(std::string_view name);

/// One line of an entry is one transfer: it balances by construction. The amount is positive; the direction is the
/// sign.
struct Transfer {
    Account debit;
    Account credit;
    Component component;
    Money amount;

    bool operator==(const Transfer&) const = default;
};

/// An agreement row: which components clear (SETTLEMENT §6). The id stands on both sides' statements.
struct ClearingFormula {
    std::string id;
    std::vector<Component> components;

    bool clears(Component component) const;
};

/// What a component's amount is in a split: acct excludes mutual aid.
Money amount_of(const PaymentSplit& split, Component component);

/// Σ of the components the formula clears: receivable of a visitor, payable of a resident away.
Money cleared_amount(const PaymentSplit& split, const ClearingFormula& formula);

/// Dr R1 / Cr H for visitors, Dr B / Cr P1 for residents away; a cancel's negative amounts post the other way round.
/// Components outside the formula are never posted.
std::vector<Transfer> postings_of_booking(Direction direction, const PaymentSplit& split,
                                          const ClearingFormula& formula);

/// The opposite of the booking: a reversal on the same day.
std::vector<Transfer> counter_postings(Direction direction, const PaymentSplit& split, const ClearingFormula& formula);

/// Clearing agreed: Dr R2 / Cr R1 for visitors, Dr P1 / Cr P2 for residents away; negative cells the other way round.
std::vector<Transfer> postings_of_clearing(Direction direction, Component component, Money amount);

}  // namespace clearing
