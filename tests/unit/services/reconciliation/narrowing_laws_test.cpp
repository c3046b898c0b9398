// For random pairs of line lists narrowing finds exactly what differs, whatever the cuts.
#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/services/reconciliation/narrower.hpp"
#include "tests/support/digest_shelf.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/memory_settlement_store.hpp"
#include "tests/support/shelf_day_view.hpp"
#include "tests/unit/laws/law.hpp"

#include <algorithm>
#include <map>

namespace clearing::tests {
namespace {

using reconciliation::GroupedLine;
using Leaves = std::vector<std::string>;

const system::OpenSslDigest openssl;

ports::LineGroup any_group() {
    return {DivisionCode("330200"), DivisionCode(*rc::gen::element<std::string>("310101", "310104")),
            InsuranceType(*rc::gen::element<std::string>("310", "390")), *rc::gen::element(1, -1)};
}

GroupedLine any_line() {
    const ports::LineGroup group = any_group();
    DayLine line;
    // Few ids, of unlike lengths: doubles, prefixes and neighbours come about.
    line.key = {group.treatment_division,
                SettlementId(*rc::gen::nonEmpty(
                    rc::gen::resize(3, rc::gen::container<std::string>(rc::gen::element('0', '9', 'A', 'z')))))};
    line.insurance_type = group.insurance_type;
    line.sign = group.sign;
    line.split.total = Money::from_fen(*rc::gen::inRange(0, 3));
    return {group, line};
}

std::vector<GroupedLine> any_lines() {
    std::vector<GroupedLine> lines;
    const std::size_t count = *rc::gen::inRange<std::size_t>(0, 60);
    for (std::size_t i = 0; i < count; ++i)
        lines.push_back(any_line());
    return lines;
}

/// What the partner made of our lines: some lost, some changed, some twice, some of its own.
std::vector<GroupedLine> somewhat_like(const std::vector<GroupedLine>& ours) {
    std::vector<GroupedLine> theirs;
    for (GroupedLine line : ours) {
        const int fate = *rc::gen::inRange(0, 12);
        if (fate == 0) continue;
        if (fate == 1) line.line.split.total += Money::from_fen(1);
        if (fate == 2) theirs.push_back(line);
        if (fate == 3) line.group.insured_division = DivisionCode("310115");
        theirs.push_back(std::move(line));
    }
    const std::vector<GroupedLine> own = *rc::gen::element(0, 1) == 0 ? std::vector<GroupedLine>() : any_lines();
    theirs.insert(theirs.end(), own.begin(), own.begin() + static_cast<std::ptrdiff_t>(own.size() / 8));
    return theirs;
}

using Place = std::pair<ports::LineGroup, SettlementId>;
std::map<Place, Leaves> by_place(const std::vector<GroupedLine>& lines) {
    std::map<Place, Leaves> places;
    for (const GroupedLine& line : lines)
        places[{line.group, line.line.key.settlement}].push_back(leaf_text(line.line));
    for (auto& [place, leaves] : places)
        std::ranges::sort(leaves);
    return places;
}

/// All lines of one side whose id the other has not alike in the same group.
std::map<Place, Leaves> not_alike(const std::map<Place, Leaves>& side, const std::map<Place, Leaves>& other) {
    std::map<Place, Leaves> rest;
    for (const auto& [place, leaves] : side) {
        const auto found = other.find(place);
        if (found == other.end() || found->second != leaves) rest.emplace(place, leaves);
    }
    return rest;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(narrowing_laws)

BOOST_AUTO_TEST_CASE(exactly_what_differs_is_found_whatever_the_cuts) {
    test::EventLoop loop;
    MemoryBooks books{[] { return Instant(); }};
    MemorySettlementStore settlements{books};
    laws::holds("narrowing", [&] {
        const std::vector<GroupedLine> ours = any_lines(), theirs = somewhat_like(ours);
        ShelfDayDigests here{openssl}, there{openssl};
        for (const GroupedLine& line : ours)
            here.shelf.add(line.group, line.line);
        for (const GroupedLine& line : theirs)
            there.shelf.add(line.group, line.line);
        ScriptedDayView view{there, settlements};
        reconciliation::Narrower::Limits limits;
        limits.fanout = {*rc::gen::inRange(1, 9), *rc::gen::inRange(1, 5), *rc::gen::inRange(0, 4)};
        reconciliation::Narrower narrower(here, view, openssl, limits);
        const auto found = loop.run(narrower.run({}));
        RC_ASSERT(found.has_value());
        RC_ASSERT((by_place(found->ours) == not_alike(by_place(ours), by_place(theirs))));
        RC_ASSERT((by_place(found->theirs) == not_alike(by_place(theirs), by_place(ours))));
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
