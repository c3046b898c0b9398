// A case that ends with money is a dispute among the books' adjustments: which one, who bears it, once.
#include "gateway/services/reconciliation/cases_in_books.hpp"

#include "tests/support/memory_vouchers.hpp"
#include "tests/support/ningbo.hpp"
#include "tests/unit/domain/splits.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const Bill zhang{"B1", "1368.83"};

struct Books : Ningbo {
    MemoryAdjustments adjustments{books};
    reconciliation::CasesInBooks cases{adjustments};
    SettlementNo settlement;

    Books() {
        shanghai.will_pay(zhang_corrected());
        const VisitId visit = visit_with_bill("a", zhang);
        settlement = record(settle(visitor_call("2207", "m-a"), visit, zhang).value().settlement).no;
    }
    ports::CaseAdjustment of_case(std::string_view hifp, bool lowers = true, bool is_hospitals = true) {
        return {settlement, lowers,   is_hospitals, {{Component::hifp, yuan(hifp)}},
                "agreed",   "case-7", "checker",    clock.now()};
    }
    Result<std::string> post(ports::CaseAdjustment adjustment) { return run(cases.post(std::move(adjustment))); }
    std::vector<Adjustment> posted() { return run(adjustments.of_day(shanghai_day("2018-10-16"))).value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cases_in_books, Books)

BOOST_AUTO_TEST_CASE(what_the_hospital_bears_is_a_dispute_lost_and_lowers_its_claim) {
    const auto voucher = post(of_case("26.60"));
    BOOST_REQUIRE_MESSAGE(voucher.has_value(), why(voucher));
    BOOST_REQUIRE(posted().size() == 1U);
    const Adjustment made = posted().front();
    BOOST_TEST((made.reason == AdjustmentReason::dispute_lost));
    BOOST_TEST((made.bearer == Bearer::hospital));
    BOOST_TEST(made.amounts.at(Component::hifp).to_yuan() == "-26.60");
    BOOST_TEST(made.origin == "case-7");
    BOOST_TEST(made.made_by == "checker");
    BOOST_TEST(made.voucher == *voucher);
    BOOST_TEST(balance(Account::r1).to_yuan() == "1102.00");
    BOOST_TEST(balance(Account::h).to_yuan() == "-1102.00");
}

BOOST_AUTO_TEST_CASE(what_nobody_bears_yet_waits_in_suspense) {
    BOOST_REQUIRE(post(of_case("26.60", true, false)).has_value());
    BOOST_TEST((posted().front().bearer == Bearer::suspended));
    BOOST_TEST(balance(Account::x).to_yuan() == "26.60");
    BOOST_TEST(balance(Account::h).to_yuan() == "-1128.60");
}

BOOST_AUTO_TEST_CASE(what_was_lost_may_be_won_back_and_no_more) {
    BOOST_REQUIRE(post(of_case("26.60")).has_value());
    ports::CaseAdjustment won = of_case("26.61", false);
    won.origin = "case-8";
    BOOST_TEST(code_of_answer(post(won)) == stable_code(ErrorCode::invalid_value));
    won.amounts.at(Component::hifp) = yuan("26.60");
    BOOST_REQUIRE(post(won).has_value());
    BOOST_TEST((posted().back().reason == AdjustmentReason::dispute_won));
    BOOST_TEST(balance(Account::r1).to_yuan() == "1128.60");
}

BOOST_AUTO_TEST_CASE(the_same_case_again_is_the_same_voucher_and_posts_nothing) {
    const auto first = post(of_case("26.60"));
    const std::size_t postings = books.ledger.size();
    const auto again = post(of_case("26.60"));
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST(*again == *first);
    BOOST_TEST(books.ledger.size() == postings);
    BOOST_TEST(code_of_answer(post(of_case("1.00"))) == stable_code(ErrorCode::conflict));
}

BOOST_AUTO_TEST_CASE(a_refusal_of_the_books_is_the_cases) {
    BOOST_TEST(code_of_answer(post(of_case("9999.00"))) == stable_code(ErrorCode::invalid_value));
    ports::CaseAdjustment of_nothing = of_case("1.00");
    of_nothing.settlement = SettlementNo(999);
    BOOST_TEST(code_of_answer(post(of_nothing)) == stable_code(ErrorCode::settlement_unknown));
    BOOST_TEST(posted().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
