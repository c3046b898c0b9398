// Every order that may not be given, on each of the four flows, refused with a reason of its own (SETTLEMENT §2, §5;
// gateway/docs/settlement-table.md). What is refused changes nothing: neither a record nor a posting nor a question.
#include "tests/support/ningbo.hpp"
#include "tests/unit/domain/splits.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

/// One of the four flows: who asks, who answers, and one bill of that flow.
struct Flow {
    std::string_view name;
    bool delta = false;
    Direction direction = Direction::visitor;
    std::string settle, cancel;  ///< infno
    Bill bill;
};

const std::vector<Flow> flows{
    {"visitor over Delta", true, Direction::visitor, "2207", "2208", {"B1", "1368.83"}},
    {"resident away over Delta", true, Direction::resident_away, "2207", "2208", {"B1", "741.36"}},
    {"visitor over the national platform", false, Direction::visitor, "2304", "2305", {"0", "15253.29"}},
    {"resident away over the national platform", false, Direction::resident_away, "2304", "2305", {"0", "9933.00"}}};

constexpr auto day_of_orders = "2018-10-16";

/// A gateway with one registered visit of the flow, and the orders its asker can give.
struct Asker : Ningbo {
    explicit Asker(const Flow& of_flow) : flow(of_flow) { visit = registered("first"); }

    bool is_delta_resident() const { return flow.delta && flow.direction == Direction::resident_away; }
    ScriptedOtherSide& answerer() {
        if (flow.direction == Direction::resident_away) return core;
        return flow.delta ? shanghai : hub;
    }
    Call call(std::string infno, std::string message) {
        if (is_delta_resident()) return resident_call(std::move(infno), std::move(message), day_of_orders);
        if (flow.delta) return visitor_call(std::move(infno), std::move(message));
        const bool visitor = flow.direction == Direction::visitor;
        return visitor ? guiyang_call(std::move(infno), std::move(message))
                       : beijing_call(std::move(infno), std::move(message));
    }
    VisitId registered(const std::string& name) {
        if (is_delta_resident()) return resident_visit(name);
        if (flow.delta) return visit_with_bill(name, flow.bill);
        const VisitId stay = register_visit(call("2401", "reg-" + name), "2018-10-10 08:00:00").value();
        if (flow.direction == Direction::visitor) upload(call("2301", "fee-" + name), stay, flow.bill).value();
        return stay;
    }
    Result<SettledBill> settle_it(const std::string& message) {
        return settle(call(flow.settle, message), visit, flow.bill);
    }
    Result<SettledBill> cancel_it(const std::string& message, const SettlementId& of) {
        return cancel(call(flow.cancel, message), visit, of);
    }
    Result<ReverseResult> reverse_it(const std::string& message, const std::string& of, const std::string& infno) {
        if (!is_delta_resident()) return reverse(call("2601", message), of, infno);
        return run(desk.reverse_by_key(call("2601", message), *call(infno, of).key));
    }
    SettlementId id_of(const std::string& message) { return record_of(call(flow.settle, message)).id; }
    SettlementId cancel_id_of(const std::string& message) { return record_of(call(flow.cancel, message)).id; }
    SettlementState state(const std::string& message) { return state_of(call(flow.settle, message)); }

    /// The order is refused with this code, and nothing happened: neither there nor in our books.
    template <class Order>
    void refuses(std::string_view code, Order order) {
        const std::size_t postings = books.ledger.size(), questions = answerer().asked.size();
        const auto states = present_states();
        const auto answer = order();
        BOOST_TEST(code_of_answer(answer) == code, why(answer));
        BOOST_TEST(books.ledger.size() == postings);
        BOOST_TEST(answerer().asked.size() == questions);
        for (const auto& [no, state] : states)
            BOOST_TEST((books.records.at(no).state == state));
    }
    std::map<SettlementNo, SettlementState> present_states() const {
        std::map<SettlementNo, SettlementState> states;
        for (const auto& [no, record] : books.records)
            states[no] = record.state;
        return states;
    }

    Flow flow;
    VisitId visit;
};

template <class Told>
void on_every_flow(Told told) {
    for (const Flow& flow : flows) {
        BOOST_TEST_CONTEXT(flow.name) {
            Asker asker(flow);
            told(asker);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(illegal_orders)

BOOST_AUTO_TEST_CASE(what_was_only_quoted_is_not_cancelled) {
    on_every_flow([](Asker& asker) {
        Call asking = asker.call(asker.flow.settle == "2207" ? "2206" : "2303", "q1");
        asking.key.reset();
        asking.day.reset();
        BOOST_TEST(code_of_answer(asker.quote(asking, asker.visit, asker.flow.bill)) == "0");
        asker.refuses("GW1505", [&] { return asker.cancel_it("c1", SettlementId("330200NEVERSETTLED")); });
        if (!asker.is_delta_resident()) {  // a key of Delta names settlements only
            asker.refuses("GW1515", [&] { return asker.reverse_it("r1", "q1", asking.header.infno); });
        }
    });
}

BOOST_AUTO_TEST_CASE(what_was_refused_is_not_cancelled) {
    on_every_flow([](Asker& asker) {
        asker.answerer().answer_next({Happening::refuses});
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "GW1601");
        asker.refuses("GW1506", [&] { return asker.cancel_it("c1", asker.id_of("m1")); });
        // A reverse finds nothing to undo, and says so.
        asker.refuses("0", [&] { return asker.reverse_it("r1", "m1", asker.flow.settle); });
    });
}

BOOST_AUTO_TEST_CASE(what_was_reversed_is_not_cancelled) {
    on_every_flow([](Asker& asker) {
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "0");
        BOOST_TEST(code_of_answer(asker.reverse_it("r1", "m1", asker.flow.settle)) == "0");
        asker.refuses("GW1506", [&] { return asker.cancel_it("c1", asker.id_of("m1")); });
        asker.refuses("GW1102", [&] { return asker.settle_it("m1"); });
    });
}

BOOST_AUTO_TEST_CASE(what_was_never_sent_is_not_cancelled) {
    on_every_flow([](Asker& asker) {
        asker.answerer().answer_next({Happening::unreachable});
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "GW2001");
        asker.refuses("GW1506", [&] { return asker.cancel_it("c1", asker.id_of("m1")); });
    });
}

BOOST_AUTO_TEST_CASE(what_is_in_doubt_or_being_reversed_is_not_cancelled_before_it_is_known) {
    on_every_flow([](Asker& asker) {
        asker.answerer().answer_next({Happening::lost_reply});
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "GW3001");
        asker.refuses("GW3001", [&] { return asker.cancel_it("c1", asker.id_of("m1")); });
        asker.refuses("GW3001", [&] { return asker.settle_it("m2"); });
        asker.answerer().answer_next({Happening::lost_request});
        BOOST_TEST(code_of_answer(asker.reverse_it("r1", "m1", asker.flow.settle)) == "GW3003");
        asker.refuses("GW3003", [&] { return asker.cancel_it("c2", asker.id_of("m1")); });
        asker.refuses("GW3003", [&] { return asker.settle_it("m3"); });
    });
}

BOOST_AUTO_TEST_CASE(what_is_under_way_is_not_cancelled) {
    on_every_flow([](Asker& asker) {
        std::string cancelled, settled_again;
        asker.answerer().meanwhile = [&]() -> ports::awaitable<void> {
            // Read from the books: the loop is under way.
            CancelRequest request{asker.books.records.rbegin()->second.id, asker.visit, {}, {}};
            auto cancelling = co_await asker.desk.cancel(asker.call(asker.flow.cancel, "c1"), request);
            cancelled = code_of_answer(cancelling);
            const Call again = asker.call(asker.flow.settle, "m2");
            Claim claim = asker.claim(again, asker.visit, asker.flow.bill);
            auto settling = co_await asker.desk.settle(again, claim);
            settled_again = code_of_answer(settling);
        };
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "0");
        BOOST_TEST(cancelled == "GW3002");
        BOOST_TEST(settled_again == "GW3002");
    });
}

BOOST_AUTO_TEST_CASE(what_is_cancelled_is_not_cancelled_or_reversed_again) {
    on_every_flow([](Asker& asker) {
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "0");
        BOOST_TEST(code_of_answer(asker.cancel_it("c1", asker.id_of("m1"))) == "0");
        asker.refuses("GW1507", [&] { return asker.cancel_it("c2", asker.id_of("m1")); });
        asker.refuses("GW1507", [&] { return asker.reverse_it("r1", "m1", asker.flow.settle); });
        // And the settlement's own answer is frozen.
        asker.refuses("0", [&] { return asker.settle_it("m1"); });
    });
}

BOOST_AUTO_TEST_CASE(a_cancel_is_not_cancelled_and_without_a_policy_row_not_reversed) {
    on_every_flow([](Asker& asker) {
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "0");
        BOOST_TEST(code_of_answer(asker.cancel_it("c1", asker.id_of("m1"))) == "0");
        asker.refuses("GW1517", [&] { return asker.cancel_it("c2", asker.cancel_id_of("c1")); });
        const bool hospital = asker.flow.direction == Direction::visitor;
        asker.refuses(hospital ? "GW1515" : "0", [&] { return asker.reverse_it("r1", "c1", asker.flow.cancel); });
        if (!hospital)
            BOOST_TEST((asker.reverse_it("r2", "c1", asker.flow.cancel).value() == ReverseResult::not_reversible));
    });
}

BOOST_AUTO_TEST_CASE(while_a_cancel_is_in_doubt_nothing_else_is_done_to_its_settlement) {
    on_every_flow([](Asker& asker) {
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "0");
        asker.answerer().answer_next({Happening::lost_reply});
        BOOST_TEST(code_of_answer(asker.cancel_it("c1", asker.id_of("m1"))) == "GW3004");
        const std::string id = asker.cancel_id_of("c1").text;
        const auto names_the_cancel = [&](const auto& answer) {
            BOOST_TEST(answer.error().settlement_id == id);
            return answer;
        };
        asker.refuses("GW3004", [&] { return names_the_cancel(asker.cancel_it("c2", asker.id_of("m1"))); });
        asker.refuses("GW3004", [&] { return names_the_cancel(asker.settle_it("m2")); });
        asker.refuses("GW3004", [&] { return names_the_cancel(asker.reverse_it("r1", "m1", asker.flow.settle)); });
        asker.resolve().value();
        BOOST_TEST((asker.state("m1") == SettlementState::cancelled));
    });
}

BOOST_AUTO_TEST_CASE(what_is_booked_is_not_settled_again) {
    on_every_flow([](Asker& asker) {
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "0");
        asker.refuses("GW1504", [&] { return asker.settle_it("m2"); });
        // A refused message id stays refused, whatever becomes of the bill; the bill may come under a new one.
        BOOST_TEST(code_of_answer(asker.cancel_it("c1", asker.id_of("m1"))) == "0");
        asker.refuses("GW1504", [&] { return asker.settle_it("m2"); });
        BOOST_TEST(code_of_answer(asker.settle_it("m3")) == "0");
    });
}

BOOST_AUTO_TEST_CASE(nobody_cancels_what_is_anothers) {
    on_every_flow([](Asker& asker) {
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "0");
        const SettlementId id = asker.id_of("m1");
        Call stranger = asker.call(asker.flow.cancel, "c1");
        stranger.header.institution = InstitutionCode("H00000000009");
        if (asker.is_delta_resident()) stranger.key->treatment_division = DivisionCode("310999");
        asker.refuses("GW1505", [&] { return asker.cancel(stranger, asker.visit, id); });
        const VisitId another = asker.registered("another");
        asker.refuses("GW1501", [&] { return asker.cancel(asker.call(asker.flow.cancel, "c2"), another, id); });
        if (!asker.is_delta_resident()) {  // Delta's cancel names no person
            const CancelRequest of_another{id, asker.visit, "P-000000", {}};
            asker.refuses("GW1509", [&] {
                return asker.run(asker.desk.cancel(asker.call(asker.flow.cancel, "c3"), of_another));
            });
        }
        // The other direction's asker does not know it either.
        Call mirrored = asker.call(asker.flow.cancel, "c4");
        mirrored.direction = mirrored.direction == Direction::visitor ? Direction::resident_away : Direction::visitor;
        asker.refuses("GW1505", [&] { return asker.cancel(mirrored, asker.visit, id); });
    });
}

BOOST_AUTO_TEST_CASE(a_message_id_is_spent_on_one_thing) {
    on_every_flow([](Asker& asker) {
        BOOST_TEST(code_of_answer(asker.settle_it("m1")) == "0");
        Call as_cancel = asker.call(asker.flow.cancel, "m1");
        asker.refuses("GW1101", [&] { return asker.cancel(as_cancel, asker.visit, asker.id_of("m1")); });
        Call other = asker.call(asker.flow.settle, "m1");
        other.content_digest = asker.digest.sha256("other content");
        asker.refuses("GW1101", [&] { return asker.settle(other, asker.visit, asker.flow.bill); });
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
