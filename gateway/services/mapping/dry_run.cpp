#include "gateway/services/mapping/dry_run.hpp"

#include "gateway/services/mapping/reprice.hpp"

#include <fmt/format.h>

namespace clearing::mapping {
namespace {

using translation::Translator;

std::string described(const Verdict& verdict) {
    switch (verdict.what) {
        case Verdict::What::mapped:
            return "'" + verdict.code + "'";
        case Verdict::What::passed:
            return "passed as it is";
        case Verdict::What::held:
            return "held";
        default:
            return "refused";
    }
}

void compare_codes(const ports::BillInUse& bill, const Translator& present, const Translator& candidate,
                   translation::Vocabulary platform, BillChange& change) {
    for (const CodeUse& use : code_uses(bill, platform)) {
        const Verdict before = judge(present, use), after = judge(candidate, use);
        if (before.what == after.what && before.code == after.code) continue;
        if (!stops(before) && stops(after)) change.would_be_stopped = true;
        change.what.push_back(fmt::format(
            "{}{} '{}' from {} to {}: {} → {}", use.line.empty() ? "" : "line " + use.line + ": ", name_of(use.kind),
            use.code, name_of(use.from), name_of(use.to), described(before), described(after)));
    }
}

void compare_split(const FeeLine& before, const FeeLine& after, BillChange& change) {
    const auto tell = [&](std::string_view what, Money then, Money now) {
        if (then != now)
            change.what.push_back(
                fmt::format("line {}: {} {} → {}", before.id.text, what, then.to_yuan(), now.to_yuan()));
    };
    tell("full self-pay", before.split.full_self_pay, after.split.full_self_pay);
    tell("over the ceiling", before.split.over_limit, after.split.over_limit);
    tell("first self-pay", before.split.first_self_pay, after.split.first_self_pay);
    tell("in scope", before.split.in_scope, after.split.in_scope);
}

}  // namespace

std::optional<BillChange> rerun(const ports::BillInUse& bill, const Translator& present, const Translator& candidate,
                                translation::Vocabulary platform) {
    BillChange change;
    if (bill.settlement) {
        change.settlement = bill.settlement->id;
        change.settled_at = bill.settlement->settled_at;
        change.total = bill.settlement->claimed_total;
    }
    change.platform = bill.visit.platform;
    change.direction = bill.visit.direction;
    compare_codes(bill, present, candidate, platform, change);
    for (const FeeLine& line : bill.lines) {
        change.before += line.split;
        const std::optional<FeeLine> again =
            bill.visit.direction == Direction::visitor ? reprice(candidate, line) : std::nullopt;
        change.after += again ? again->split : line.split;
        if (again) compare_split(line, *again, change);
    }
    if (change.what.empty()) return std::nullopt;
    return change;
}

void DryRunReport::add(const ports::BillInUse& bill, std::optional<BillChange> change) {
    ++bills;
    lines += bill.lines.size();
    if (!change) return;
    ++changed;
    if (change->would_be_stopped) ++stopped;
    before += change->before;
    after += change->after;
    if (changes.size() < changes_shown) changes.push_back(std::move(*change));
}

}  // namespace clearing::mapping
