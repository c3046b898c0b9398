#include "gateway/domain/ledger.hpp"

#include "gateway/domain/names.hpp"
#include "gateway/domain/transfers.hpp"

#include <algorithm>

namespace clearing {
namespace {

constexpr Sides booking_sides(Direction direction) {
    return direction == Direction::visitor ? Sides{Account::r1, Account::h} : Sides{Account::b, Account::p1};
}

constexpr Sides clearing_sides(Direction direction) {
    return direction == Direction::visitor ? Sides{Account::r2, Account::r1} : Sides{Account::p1, Account::p2};
}

std::vector<Transfer> postings(Sides sides, const PaymentSplit& split, const ClearingFormula& formula) {
    std::vector<Transfer> transfers;
    for (Component component : formula.components)
        append_transfer(transfers, sides, component, amount_of(split, component));
    return transfers;
}

struct AccountName {
    Account account;
    std::string_view code, chinese;
};

constexpr std::array<AccountName, 11> account_names{{
    {Account::r1, "R1", "应收异地—未清算"},
    {Account::r2, "R2", "应收异地—已清算"},
    {Account::h, "H", "应付定点机构"},
    {Account::p1, "P1", "应付异地—未清算"},
    {Account::p2, "P2", "应付异地—已清算"},
    {Account::b, "B", "待遇支出"},
    {Account::t, "T", "财政专户存款"},
    {Account::pa, "PA", "暂付款—异地就医预付金"},
    {Account::pr, "PR", "暂收款—异地就医资金"},
    {Account::cf, "CF", "暂收款—异地就医清算资金"},
    {Account::x, "X", "待处理差额"},
}};

constexpr Names<Component, 12> component_names{{
    {Component::hifp, "hifp"},
    {Component::cvlserv, "cvlserv"},
    {Component::hifes, "hifes"},
    {Component::hifmi, "hifmi"},
    {Component::hifob, "hifob"},
    {Component::maf, "maf"},
    {Component::hifdm, "hifdm"},
    {Component::oth, "oth"},
    {Component::acct, "acct"},
    {Component::mulaid, "mulaid"},
    {Component::prefund, "prefund"},
    {Component::unallocated, "unallocated"},
}};

}  // namespace

std::string_view name_of(Account account) {
    return std::ranges::find(account_names, account, &AccountName::account)->code;
}

std::string_view chinese_name_of(Account account) {
    return std::ranges::find(account_names, account, &AccountName::account)->chinese;
}

std::string_view name_of(Component component) {
    return name_in(component_names, component);
}

std::optional<Account> account_named(std::string_view name) {
    const auto found = std::ranges::find(account_names, name, &AccountName::code);
    if (found == account_names.end()) return std::nullopt;
    return found->account;
}

std::optional<Component> component_named(std::string_view name) {
    return value_in(component_names, name);
}

bool ClearingFormula::clears(Component component) const {
    return std::ranges::find(components, component) != components.end();
}

Money amount_of(const PaymentSplit& split, Component component) {
    switch (component) {
        case Component::acct:
            return split.account - split.mutual_aid;
        case Component::mulaid:
            return split.mutual_aid;
        case Component::prefund:
        case Component::unallocated:
            return {};
        default:
            return split.funds[static_cast<Fund>(component)];
    }
}

Money cleared_amount(const PaymentSplit& split, const ClearingFormula& formula) {
    Money sum;
    for (Component component : formula.components)
        sum += amount_of(split, component);
    return sum;
}

std::vector<Transfer> postings_of_booking(Direction direction, const PaymentSplit& split,
                                          const ClearingFormula& formula) {
    return postings(booking_sides(direction), split, formula);
}

std::vector<Transfer> counter_postings(Direction direction, const PaymentSplit& split, const ClearingFormula& formula) {
    return postings(booking_sides(direction).swapped(), split, formula);
}

std::vector<Transfer> postings_of_clearing(Direction direction, Component component, Money amount) {
    std::vector<Transfer> transfers;
    append_transfer(transfers, clearing_sides(direction), component, amount);
    return transfers;
}

}  // namespace clearing
