#include "gateway/domain/prefund_movement.hpp"

#include "gateway/domain/postings_prefund.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing {
namespace {

struct KindName {
    PrefundMovementKind kind;
    std::string_view name, chinese;
};
using Kind = PrefundMovementKind;
constexpr std::array kind_names{
    KindName{Kind::first, "first", "首次预付"}, KindName{Kind::annual, "annual", "年度调增"},
    KindName{Kind::urgent, "urgent", "紧急调增"}, KindName{Kind::lowered, "lowered", "年度调减"},
    KindName{Kind::returned, "returned", "退回"}};

constexpr int first_year = 2016;  ///< the national procedure's first prefunds (人社部发〔2016〕120号)
constexpr int last_year = 2200;

const KindName& names_of(Kind kind) {
    return *std::ranges::find(kind_names, kind, &KindName::kind);
}

}  // namespace

std::string_view name_of(PrefundMovementKind kind) {
    return names_of(kind).name;
}

std::string_view chinese(PrefundMovementKind kind) {
    return names_of(kind).chinese;
}

std::optional<PrefundMovementKind> prefund_movement_kind_named(std::string_view name) {
    const auto found = std::ranges::find(kind_names, name, &KindName::name);
    if (found == kind_names.end()) return std::nullopt;
    return found->kind;
}

Result<void> check(const PrefundMovement& movement) {
    if (movement.amount <= Money()) return fail(ErrorCode::invalid_value, "must be above zero", {"amount"});
    if (movement.year < first_year || movement.year > last_year)
        return fail(ErrorCode::invalid_value, "not a year of a prefund", {"year"});
    const auto missing = [](std::string name) {
        return fail(ErrorCode::missing_field, "is needed to confirm a payment", {std::move(name)});
    };
    if (movement.key.counterparty.empty()) return missing("counterparty");
    if (movement.platform.empty()) return missing("platform");
    if (movement.bank.empty()) return missing("bank");
    if (movement.serial.empty()) return missing("serial");
    if (movement.made_by.empty()) return missing("made_by");
    return {};
}

Result<void> check_release(const PrefundMovement& movement, const std::string& releaser) {
    if (releaser.empty() || releaser == movement.made_by)
        return fail(ErrorCode::forbidden, "nobody releases what they made", {"released_by"});
    return {};
}

std::string voucher_id_of(const PrefundMovement& movement, long long no) {
    return fmt::format("PF-{}-{}-{}-{}", movement.key.counterparty.text, name_of(movement.key.direction), movement.year,
                       no);
}

Voucher voucher_of(const PrefundMovement& movement, long long no, std::string released_by, Instant at) {
    const PrefundKey& key = movement.key;
    Voucher voucher{
        voucher_id_of(movement, no),
        fmt::format("prefund_{}", name_of(movement.kind)),
        fmt::format("prefund movement {}", no),
        fmt::format("{}年预付金{} {} {}", movement.year, chinese(movement.kind), movement.bank, movement.serial),
        std::move(released_by),
        at,
        {}};
    const std::vector<Transfer> transfers = adds_to_prefund(movement.kind)
                                                ? postings_of_prefund_raised(key.direction, movement.amount)
                                                : postings_of_prefund_lowered(key.direction, movement.amount);
    for (const Transfer& transfer : transfers)
        voucher.lines.push_back({movement.platform, key.counterparty, key.direction, {}, std::nullopt, transfer});
    return voucher;
}

}  // namespace clearing
