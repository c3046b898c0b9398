// Partial refunds (SETTLEMENT §5): negative lines of unsettled charges only; Σ refunds of a line ≤ the line; after a
// settlement: cancel whole, upload again, settle again.
#include "tests/unit/services/settlement/zhang.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

const std::string one_thousand = "1000.00";

struct Refunds : Ningbo {
    Refunds() { visit = visit_with_bill("refunds", {"B1", one_thousand}); }

    FeeLine line(std::string id, std::string count, std::string price, std::string amount, std::string refund_of = "") {
        FeeLine line;
        line.id = LineId(std::move(id));
        line.bill = BillNumber("B1");
        line.refund_of = LineId(std::move(refund_of));
        line.occurred_at = clock.now();
        line.institution_list_code = "FW001";
        line.name = "三级医院门诊诊察费";
        line.count = Decimal::parse(count).value();
        line.unit_price = Decimal::parse(price).value();
        line.amount = yuan(amount);
        return line;
    }
    /// Takes `amount` yuan back of `of`.
    std::string refund(const std::string& id, const std::string& amount, const std::string& of = "L1") {
        return add({line(id, "-1", amount, "-" + amount, of)});
    }
    std::string add(std::vector<FeeLine> lines) {
        FeeUpload upload{visit, std::move(lines), {}};
        return code_of_answer(run(desk.upload_fees(visitor_call("2204", "f" + std::to_string(++uploads)), upload)));
    }
    std::string remove(const std::string& id) {
        FeeRemoval removal;
        removal.visit = visit;
        removal.bill = BillNumber("B1");
        removal.lines = {LineId(id)};
        return code_of_answer(run(desk.remove_fees(visitor_call("2205", "d" + std::to_string(++uploads)), removal)));
    }
    Result<SettledBill> settle_for(const std::string& message, const std::string& total) {
        return settle(visitor_call("2207", message), visit, {"B1", total});
    }
    VisitId visit;
    int uploads = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(refunds, Refunds)

BOOST_AUTO_TEST_CASE(unsettled_charges_are_taken_back_in_parts_and_the_rest_is_settled) {
    BOOST_TEST(refund("R1", "400.00") == "0");
    BOOST_TEST(code_of_answer(settle_for("m1", one_thousand)) == "GW1407");
    const auto settled = settle_for("m2", "600.00");
    BOOST_REQUIRE_MESSAGE(settled, why(settled));
    BOOST_TEST((balance(Account::r1) == yuan("600.00")));
}

BOOST_AUTO_TEST_CASE(never_more_than_the_line_however_many_parts) {
    BOOST_TEST(refund("R1", "400.00") == "0");
    BOOST_TEST(refund("R2", "600.01") == "GW1305");
    BOOST_TEST(refund("R2", "600.00") == "0");
    BOOST_TEST(refund("R3", "0.01") == "GW1305");
    // Of each line its own.
    BOOST_TEST(add({line("L2", "1", "10.00", "10.00")}) == "0");
    BOOST_TEST(refund("R4", "10.01", "L2") == "GW1305");
    BOOST_TEST(refund("R4", "10.00", "L2") == "0");
}

BOOST_AUTO_TEST_CASE(a_refund_names_a_charge_and_is_negative) {
    BOOST_TEST(refund("R1", "1.00", "none") == "GW1302");
    BOOST_TEST(refund("R1", "1.00", "") == "GW1006");
    BOOST_TEST(refund("R1", "400.00") == "0");
    BOOST_TEST(refund("R2", "1.00", "R1") == "GW1302");  // of a refund there is no refund
    // A charge that calls itself a refund would make room for more.
    BOOST_TEST(add({line("R3", "1", "100.00", "100.00", "L1")}) == "GW1008");
    BOOST_TEST(refund("R4", "700.00") == "GW1305");
}

BOOST_AUTO_TEST_CASE(removed_again_a_refund_makes_room_and_its_charge_stays_while_it_stands) {
    BOOST_TEST(refund("R1", "1000.00") == "0");
    BOOST_TEST(refund("R2", "0.01") == "GW1305");
    BOOST_TEST(remove("L1") == "GW1305");
    BOOST_TEST(remove("R1") == "0");
    BOOST_TEST(refund("R2", "999.99") == "0");
    BOOST_TEST(remove("R2") == "0");
    BOOST_TEST(remove("L1") == "0");
    BOOST_TEST(refund("R5", "0.01") == "GW1302");  // the charge is gone
}

BOOST_AUTO_TEST_CASE(a_settled_charge_is_taken_back_by_cancelling_the_whole) {
    const auto settled = settle_for("m1", one_thousand);
    BOOST_TEST(refund("R1", "400.00") == "GW1306");
    BOOST_TEST(remove("L1") == "GW1306");
    cancel(visitor_call("2208", "c1"), visit, settled->settlement).value();
    BOOST_TEST(refund("R1", "400.00") == "0");
    BOOST_TEST(code_of_answer(settle_for("m2", "600.00")) == "0");
    BOOST_TEST((balance(Account::r1) == yuan("600.00")));
}

BOOST_AUTO_TEST_CASE(while_the_outcome_is_open_its_charges_are_not_touched) {
    shanghai.answer_next({Happening::lost_reply});
    BOOST_TEST(code_of_answer(settle_for("m1", one_thousand)) == "GW3001");
    BOOST_TEST(refund("R1", "400.00") == "GW1306");
    BOOST_TEST(remove("L1") == "GW1306");
    // A charge of the same bill that came afterwards is not its own.
    BOOST_TEST(add({line("L2", "1", "10.00", "10.00")}) == "0");
    BOOST_TEST(refund("R2", "10.00", "L2") == "0");
    resolve().value();
    BOOST_TEST(refund("R1", "400.00") == "GW1306");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
