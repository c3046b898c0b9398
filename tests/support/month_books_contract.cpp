#include "tests/support/month_books_contract.hpp"

#include "tests/support/closing_steps.hpp"

namespace clearing::tests {

using namespace closing;

namespace {

const Month october = Month::parse("2018-10").value(), november = october.next();
const ClearingDay last_of_october = *ClearingDay::parse("2018-10-31"), first_of_november = last_of_october.next();

MonthKey month_key(const SettlementRecord& record, Month month) {
    return {record.platform, record.counterparty, record.direction, month};
}

/// "310 outpatient in=yes cleared=2018-10-16 by=2018-10-16 +2 -0 200.00"
Ids words(const std::vector<MonthGroup>& groups) {
    const auto day = [](const std::optional<ClearingDay>& one) { return one ? one->to_text() : std::string("-"); };
    Ids all;
    for (const MonthGroup& group : groups)
        all.push_back(group.insurance_type.text + " " + std::string(name_of(group.care)) +
                      " in=" + (group.settled_in_month ? "yes" : "no") + " cleared=" + day(group.cleared_day) +
                      " by=" + group.agreement_day.to_text() + " +" + std::to_string(group.lines.settlements) + " -" +
                      std::to_string(group.lines.cancels) + " " + group.lines.sums.total.to_yuan());
    std::ranges::sort(all);
    return all;
}

SettlementRecord settled_on(StoreDesk& desk, const std::string& name, ClearingDay day) {
    ports::SettlementChange booking = test::booking_of(desk.opened(test::national_record(name), false));
    booking.assigned_day = day;
    return desk.applied(std::move(booking));
}

}  // namespace

void a_month_groups_its_lines_by_how_they_settled_and_cleared(const StoreContract& store, ports::MonthBooks& months) {
    StoreDesk desk{store};
    const SettlementRecord a = desk.booked(visitor_record("a"));
    const SettlementRecord original = desk.booked(visitor_record("b"));
    desk.booked(test::cancel_of(original, "c"));
    doubtful(desk, "d");
    close_and_agree(desk, day_key(a, first_day));
    desk.booked(visitor_record("e"));
    desk.booked(test::cancel_of(a, "f"));
    const auto groups = desk.value(months.groups(month_key(a, october)));
    check(words(groups), {"310 outpatient in=yes cleared=- by=2018-10-16 +0 -1 -100.00",
                          "310 outpatient in=yes cleared=- by=2018-10-17 +1 -0 100.00",
                          "310 outpatient in=yes cleared=2018-10-16 by=2018-10-16 +2 -1 100.00"});
    PaymentSplit sums;
    for (const MonthGroup& group : groups)
        sums += group.lines.sums;
    BOOST_TEST((sums.fund_total == Money::from_fen(7000)));
    BOOST_TEST((sums.funds[Fund::hifmi] == Money::from_fen(1000)));
    BOOST_TEST((sums.person_total == Money::from_fen(3000)));
    BOOST_TEST(desk.value(months.groups(month_key(a, november))).empty());
    BOOST_TEST(desk.value(months.adjustments(month_key(a, october))).empty());
}

void a_line_that_crosses_the_month_is_in_the_groups_of_both(const StoreContract& store, ports::MonthBooks& months) {
    StoreDesk desk{store};
    const SettlementRecord known = settled_on(desk, "known", last_of_october);
    const DayKey last = day_key(known, last_of_october), first = day_key(known, first_of_november);
    close_and_agree(desk, last);
    const SettlementRecord late = settled_on(desk, "late", last_of_october);  // resolved after its day was closed
    close_and_agree(desk, first);
    BOOST_TEST((desk.found(late.no).cleared_day == first_of_november));
    check(words(desk.value(months.groups(month_key(known, october)))),
          {"310 outpatient in=yes cleared=2018-10-31 by=2018-10-31 +1 -0 100.00",
           "310 outpatient in=yes cleared=2018-11-01 by=2018-10-31 +1 -0 100.00"});
    check(words(desk.value(months.groups(month_key(known, november)))),
          {"310 outpatient in=no cleared=2018-11-01 by=2018-10-31 +1 -0 100.00"});
}

void a_month_knows_its_counterparties_by_days_and_by_lines(const StoreContract& store, ports::MonthBooks& months) {
    StoreDesk desk{store};
    const SettlementRecord a = settled_on(desk, "a", first_day);
    const DayKey empty{a.platform, DivisionCode("110000"), Direction::resident_away, first_day};
    switch_day(desk, empty);
    desk.booked(visitor_record("delta"));
    Ids found;
    for (const MonthKey& key : desk.value(months.keys(a.platform, october)))
        found.push_back(key.counterparty.text + " " + std::string(name_of(key.direction)) + " " + key.month.to_text());
    check(found, {"110000 resident_away 2018-10", "520000 visitor 2018-10"});
    BOOST_TEST(desk.value(months.keys(a.platform, november)).empty());
}

}  // namespace clearing::tests
