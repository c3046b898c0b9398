#include "tests/support/closing_steps.hpp"
#include "tests/support/day_store_contract.hpp"

namespace clearing::tests {

using namespace closing;

namespace {

const DayKey visitors{PlatformName("delta"), DivisionCode("310000"), Direction::visitor, first_day};
const DayKey residents{PlatformName("delta"), DivisionCode("310000"), Direction::resident_away, first_day};

/// A day with a booked, a doubtful and an unsent record, taken through its whole close.
std::vector<NamedWrite> writes_of(const StoreContract& store, StoreDesk& desk) {
    desk.booked(visitor_record("booked"));
    doubtful(desk, "doubt");
    desk.applied(move_of(desk.opened(visitor_record("unsent")), State::not_sent));
    std::vector<NamedWrite> writes;
    writes.push_back({"open day", [&store](StoreDesk& asking) {
                          return refusal_in(asking.result(store.days.open_day(pair_of(residents))));
                      }});
    writes.push_back({"switch", [&store](StoreDesk& asking) {
                          return refusal_in(asking.result(store.days.switch_day(visitors, noon)));
                      }});
    writes.push_back(
        {"fix", [&store](StoreDesk& asking) { return refusal_in(asking.result(store.days.fix(visitors))); }});
    writes.push_back({"set state", [&store](StoreDesk& asking) {
                          return refusal_in(asking.result(store.days.set_state(visitors, DayState::reconciling, noon)));
                      }});
    writes.push_back({"keep differences", [&store](StoreDesk& asking) {
                          const std::vector<Difference> two{{DifferenceKind::total, {}, "1.00", "2.00", ""},
                                                            {DifferenceKind::cash, {}, "", "", "n"}};
                          return refusal_in(asking.result(store.days.keep_differences(visitors, two, noon)));
                      }});
    writes.push_back({"keep the partner's close", [&store](StoreDesk& asking) {
                          const SettlementKey one{DivisionCode("310104"), SettlementId("SH1")};
                          const SettlementKey two{DivisionCode("310104"), SettlementId("SH2")};
                          return refusal_in(
                              asking.result(store.days.keep_partner_close(residents, {one}, {two}, noon)));
                      }});
    const auto agreement = std::make_shared<DayAgreement>();
    writes.push_back(
        {"agree",
         [&store, agreement](StoreDesk& asking) { return refusal_in(asking.result(store.days.agree(*agreement))); },
         [agreement](StoreDesk& asking) { *agreement = agreement_of(asking, visitors); }});
    return writes;
}

void check_outcome(const StoreContract& store, StoreDesk& desk) {
    BOOST_TEST((desk.value(store.days.find(visitors))->state == DayState::agreed_with_carried_lines));
    check(ids(content_of(desk, visitors).lines), {"+330200booked"});
    BOOST_TEST(desk.value(store.days.differences(visitors)).size() == 2U);
    BOOST_TEST((balance(desk, visitors, Account::r2, Component::hifp) == Money::from_fen(6000)));
    BOOST_TEST(store.ledger().size() == 8U);
    BOOST_TEST(desk.value(store.days.days(std::nullopt)).size() == 3U);
    BOOST_TEST(desk.value(store.days.statements(std::nullopt)).size() == 1U);
    const auto unsent = desk.value(store.settlements.find_by_id(SettlementId("330200unsent"))).value();
    BOOST_TEST((unsent.state == State::refused));
    BOOST_TEST(std::ranges::count(store.history(), "330200unsent not_sent>refused day_closed") == 1);
}

}  // namespace

void a_day_write_broken_off_at_any_statement_leaves_nothing(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        BOOST_TEST(break_off_everywhere(desk, write) >= 1, write.name);
    check_outcome(store, desk);
}

void a_day_write_whose_commit_never_happened_goes_through_at_last(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        lose_commit_and_repeat(desk, StoreContract::Loss::before_it_happened, write);
    check_outcome(store, desk);
}

void a_day_write_whose_commit_was_not_answered_is_there_once(const StoreContract& store) {
    StoreDesk desk{store};
    for (const NamedWrite& write : writes_of(store, desk))
        lose_commit_and_repeat(desk, StoreContract::Loss::after_it_happened, write);
    check_outcome(store, desk);
}

}  // namespace clearing::tests
