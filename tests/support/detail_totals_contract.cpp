#include "tests/support/detail_totals_contract.hpp"

#include "tests/support/closing_steps.hpp"

namespace clearing::tests {

using namespace closing;

namespace {

/// Each line is of 100.00, and so is the settlement.
SettlementRecord settled(StoreDesk& desk, const std::string& name, const Ids& lines) {
    return desk.booked(StoreDesk::claim_of(desk.visit_with_lines(name, lines), name));
}

Ids differing(const DetailTotalsContract& contract, StoreDesk& desk, const DayKey& key) {
    Ids texts;
    for (const ports::DetailTotal& one : desk.value(contract.details.differing(key)))
        texts.push_back(one.key.settlement.text + " " + one.settlement.to_yuan() + " " + one.details.to_yuan());
    return texts;
}

}  // namespace

void a_settlement_whose_lines_sum_to_it_does_not_differ(const DetailTotalsContract& contract) {
    StoreDesk desk{contract.stores};
    const DayKey key = day_key(settled(desk, "a", {"1"}), first_day);
    check(differing(contract, desk, key), {});
    // Without any line there is nothing to judge.
    settled(desk, "b", {});
    check(differing(contract, desk, key), {});
}

void a_settlement_whose_lines_do_not_sum_to_it_differs(const DetailTotalsContract& contract) {
    StoreDesk desk{contract.stores};
    const DayKey key = day_key(settled(desk, "b", {"1", "2"}), first_day);
    settled(desk, "a", {"1", "2", "3"});
    settled(desk, "c", {"1"});
    check(differing(contract, desk, key), {"330200a 100.00 300.00", "330200b 100.00 200.00"});
}

void what_is_cancelled_or_of_another_day_is_not_judged(const DetailTotalsContract& contract) {
    StoreDesk desk{contract.stores};
    const SettlementRecord original = settled(desk, "a", {"1", "2"});
    const DayKey key = day_key(original, first_day);
    DayKey other = key;
    other.day = second_day;
    check(differing(contract, desk, other), {});
    other = key;
    other.direction = Direction::resident_away;
    check(differing(contract, desk, other), {});
    desk.booked(test::cancel_of(original, "cancel"));
    check(differing(contract, desk, key), {});
}

void a_residents_lines_differ_only_when_they_are_more(const DetailTotalsContract& contract) {
    StoreDesk desk{contract.stores};
    const Visit visit = desk.visit_with_lines("r", {});
    SettlementRecord claim = test::resident_record("r", first_day);
    claim.visit = claim.bill.visit = visit.id;
    claim.visit_no = visit.no;
    claim.care = CareSetting::inpatient;
    const SettlementRecord booked = desk.booked(claim, false);
    const DayKey key = day_key(booked, first_day);
    const auto tell = [&](SettlementNo of, const char* line) {
        desk.value(contract.stores.visits.keep_told(visit.no, of, {test::example_line(line, 10000)}));
    };
    tell(booked.no, "1");
    // Those of another bill of the stay are not its own.
    claim.id = SettlementId("330200s");
    claim.key.settlement = SettlementId("SHs");
    claim.message.message = MessageId("msg-s");
    claim.bill.bill = BillNumber("2");
    const SettlementRecord next = desk.booked(claim, false);
    tell(next.no, "2");
    check(differing(contract, desk, key), {});
    tell(booked.no, "3");
    check(differing(contract, desk, key), {"SHr 100.00 200.00"});
}

}  // namespace clearing::tests
