#include "sim-peers/split.hpp"

#include <algorithm>

namespace clearing::peers {
namespace {

std::string broken(const char* law, Fen difference) {
    return difference == Fen{} ? std::string() : std::string(law) + " by " + to_text(difference);
}

}  // namespace

Scope& Scope::operator+=(const Scope& other) {
    total += other.total;
    full_self_pay += other.full_self_pay;
    over_limit += other.over_limit;
    first_self_pay += other.first_self_pay;
    in_scope += other.in_scope;
    return *this;
}

Split negated(const Split& split) {
    Split result = split;
    const auto& scope = split.scope;
    result.scope = {-scope.total, -scope.full_self_pay, -scope.over_limit, -scope.first_self_pay, -scope.in_scope};
    for (const auto& [name, member] : compared_amounts)
        result.*member = -(split.*member);
    result.person = -split.person;
    result.deductible = -split.deductible;
    for (auto& part : result.parts)
        part.amount = -part.amount;
    return result;
}

void add(Split& sum, const Split& split) {
    sum.scope += split.scope;
    for (const auto& [name, member] : compared_amounts)
        sum.*member += split.*member;
    sum.person += split.person;
    sum.deductible += split.deductible;
}

bool same_amounts(const Split& left, const Split& right) {
    return left.scope == right.scope && std::ranges::all_of(compared_amounts, [&](const Amount& amount) {
               return left.*amount.member == right.*amount.member;
           });
}

std::string broken_law(const Split& s) {
    if (auto text = broken("A", s.scope.total - s.fund - s.person - s.hospital); !text.empty()) return text;
    if (auto text = broken("B", s.person - s.account - s.cash); !text.empty()) return text;
    if (!s.scope.adds_up()) return "C";
    const Fen funds = s.hifp + s.cvlserv + s.hifes + s.hifmi + s.hifob + s.maf + s.hifdm + s.oth;
    if (auto text = broken("D", s.fund - funds); !text.empty()) return text;
    Fen parts;
    for (const auto& part : s.parts)
        parts += part.amount;
    return broken("E", parts - s.fund - s.hospital - s.account);
}

}  // namespace clearing::peers
