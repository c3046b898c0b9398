#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "gateway/ports/own_ids.hpp"
#include "raw_partner.hpp"
#include "two_gateways.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using namespace clearing::yangtze_delta;

namespace {

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_connection)

BOOST_AUTO_TEST_CASE(a_settlement_goes_over_the_wire_and_back) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    const auto bill = world.settle("M1");
    BOOST_REQUIRE_MESSAGE(bill.has_value(), (bill ? "" : sentence(bill.error())));
    BOOST_TEST(bill->settlement.text == "330200B0001");
    BOOST_CHECK(bill->split == sample_split());
    BOOST_TEST(bill->visit.text == "330200VISIT0001");
    BOOST_TEST(bill->medins_setl_id.text == "M1");
    BOOST_CHECK(bill->person == sample_person());
    BOOST_TEST(bill->amounts_present.size() == 19u);
    BOOST_TEST(world.desk.last_call->key->settlement.text == "KEY-M1");
    BOOST_TEST(world.desk.last_claim->visit.text == "310000VISIT0001");
    BOOST_REQUIRE(world.shanghai_log.sent.size() == 1u);
    BOOST_TEST(world.shanghai_log.sent[0].infno == "2207");
    BOOST_TEST(world.shanghai_log.outcomes[1] == Names{"answered"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_question_of_ours_is_answered) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    Client& client = *world.client;
    const ports::LegOfSettlement leg = world.leg("P1");
    ports::Leg simple = leg.leg;
    const auto person = world.loop.run(client.person(simple, {sample_person(), "2018-10-16", {}}));
    BOOST_REQUIRE(person.has_value());
    BOOST_CHECK(person->person == sample_person());
    simple.message = MessageId("E1");
    EntitlementRequest entitlement{sample_person(), InsuranceType("310"), "11", "2018-10-16", "", "", {}};
    BOOST_TEST(world.loop.run(client.entitlement(simple, entitlement))->entitlements.size() == 1u);
    simple.message = MessageId("V1");
    VisitRequest visit;
    visit.person = sample_person();
    visit.begin_time = "2018-10-16 09:30:00";
    BOOST_TEST(world.loop.run(client.visit(simple, visit))->visit.text == "OURS-310000VISIT0001");
    simple.message = MessageId("Q1");
    const auto quote = world.loop.run(client.quote(simple, sample_claim()));
    BOOST_TEST(quote->quote.text == "Q0001");
    BOOST_TEST(quote->quote_expires_at == "2018-10-16 10:10:00");
    SettlementRecord original;
    original.key = {DivisionCode("310101"), SettlementId("KEY-ORIGINAL")};
    original.answer = sample_bill();
    const auto cancel = world.loop.run(client.cancel(world.leg("C1"), original));
    BOOST_REQUIRE_MESSAGE(cancel.has_value(), (cancel ? "" : sentence(cancel.error())));
    BOOST_CHECK(cancel->split == sample_split().negated());
    BOOST_TEST(world.desk.times("cancel KEY-ORIGINAL") == 1u);
    BOOST_CHECK(world.loop.run(client.reverse(world.leg("R1"), "silence")) == ReverseResult::fenced);
    world.desk.reverse_error = Error{ErrorCode::already_cancelled, {}, {}, {}};
    BOOST_CHECK(world.loop.run(client.reverse(world.leg("R2"), "silence")) == ReverseResult::not_reversible);
    world.desk.query_result = {QueryResult::State::refused, {}, Error{ErrorCode::filing_required, {}, {}, {}}};
    const auto answered = world.loop.run(client.query(world.leg("K1")));
    BOOST_CHECK(answered->state == QueryResult::State::refused);
    BOOST_CHECK(answered->refusal->code == ErrorCode::filing_required);
    world.desk.query_result = {QueryResult::State::booked, sample_bill(), {}};
    BOOST_CHECK(world.loop.run(client.query(world.leg("K2")))->bill->split == sample_split());
    BOOST_CHECK(world.loop.run(client.upload(simple, {})).error().code == ErrorCode::unknown_transaction);
}

BOOST_AUTO_TEST_CASE(an_error_keeps_code_detail_fields_and_settlement_over_the_wire) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    world.desk.settle_error = Error{ErrorCode::quote_superseded, "the ceiling was reached", {"x"}, "330200X"};
    const auto refused = world.settle("M1");
    BOOST_REQUIRE(!refused.has_value());
    BOOST_CHECK(refused.error() == *world.desk.settle_error);
    BOOST_TEST(world.shanghai_log.outcomes[1] == Names{"answered"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_superseded_quote_tells_what_would_be_paid_now) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    world.desk.settle_error = Error{ErrorCode::quote_superseded, "the ceiling was reached", {"quote_id"}, {}};
    world.desk.settle_error->new_quote = std::make_shared<const NewQuote>(NewQuote{sample_split(), QuoteId("Q0002")});
    const auto refused = world.settle("M1");
    BOOST_REQUIRE(!refused.has_value());
    BOOST_REQUIRE(refused.error().new_quote != nullptr);
    BOOST_CHECK(refused.error().new_quote->split == sample_split());
    BOOST_TEST(refused.error().new_quote->quote.text == "Q0002");
    // For the desk's screen, which has no field for it.
    BOOST_TEST(refused.error().detail == "the ceiling was reached; now " + in_words(sample_split()));
}

BOOST_AUTO_TEST_CASE(a_partner_is_told_by_its_deadline_that_the_outcome_is_unknown_and_the_work_goes_on) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    world.desk.held = {"SLOW"};
    const auto unknown = world.settle("M1", "SLOW", 900ms);
    BOOST_REQUIRE(!unknown.has_value());
    BOOST_CHECK(unknown.error().code == ErrorCode::in_doubt);
    BOOST_TEST(
        unknown.error().settlement_id ==
        ports::own_settlement_id(world.digest, DivisionCode("330200"), world.desk.last_call->message_key()).text);
    BOOST_TEST(world.server->counts().answered_for == 1u);
    BOOST_TEST(world.shanghai_log.outcomes[1] == Names{"answered"}, boost::test_tools::per_element());
    BOOST_TEST(world.server->counts().in_flight == 1u);
    world.desk.release("SLOW");
    world.loop.run_until([&] { return world.server->counts().in_flight == 0; });
    BOOST_TEST(world.ningbo_log.events.back() == "answered M1 0 final");
    BOOST_TEST(world.settle("M2", "B2").has_value());
    BOOST_TEST(world.client->counts().unknown_answers == 0u);
    BOOST_TEST(world.client->counts().late_answers == 0u);
}

BOOST_AUTO_TEST_CASE(fee_lines_travel_in_parts_of_five_hundred) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    std::vector<FeeLine> lines;
    for (int i = 0; i < 1'001; ++i)
        lines.push_back(sample_line(i));
    BOOST_TEST(world.loop.run(world.client->fees(world.leg("F1"), lines)).has_value());
    const Names expected{"fees KEY-F1 500", "fees KEY-F1 500", "fees KEY-F1 1"};
    BOOST_TEST(world.desk.asked == expected, boost::test_tools::per_element());
    BOOST_TEST(world.shanghai_log.sent.at(2).message.text == "F1/3");
    // Repeating is harmless: the answers are given again.
    BOOST_TEST(world.loop.run(world.client->fees(world.leg("F1"), lines)).has_value());
    BOOST_TEST(world.desk.asked.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_day_is_closed_compared_and_stated) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    for (int i = 0; i < 2'300; ++i)
        world.days.lines.push_back(sample_day_line(i));
    DayTotals totals;
    totals.key = {PlatformName("delta"), DivisionCode("330200"), Direction::visitor, *ClearingDay::parse("2018-10-16")};
    totals.cells = cells_of(world.days.lines);
    totals.root = std::string(32, 'r');
    BOOST_TEST(world.loop.run(world.client->compare_totals(totals, {}))->equal);
    BOOST_TEST(world.days.closed.at(0).root == totals.root);
    BOOST_CHECK(world.days.closed.at(0).key.direction == Direction::resident_away);
    world.days.equal = false;
    const auto unequal = world.loop.run(world.client->compare_totals(totals, {}));
    BOOST_TEST(!unequal->equal);
    BOOST_TEST(unequal->note.starts_with("310 outpatient: settlements 2300 here, 0 there"));

    const auto lines = world.loop.run(world.client->details(totals.key, {}));
    BOOST_REQUIRE_MESSAGE(lines.has_value(), (lines ? "" : sentence(lines.error())));
    BOOST_TEST(lines->size() == 2'300u);
    BOOST_CHECK(compare_lines(world.days.lines, *lines, {}).empty());
    BOOST_TEST(world.days.keys.size() == 3u);

    Statement statement;
    statement.id = "X";
    statement.key = totals.key;
    statement.formula.id = "all";
    const std::vector<SettlementKey> disputed{sample_day_line(1).key};
    const auto verdict = world.loop.run(world.client->propose(statement, disputed));
    BOOST_TEST(!verdict->agreed);
    BOOST_CHECK(verdict->disputed == disputed);
}

BOOST_AUTO_TEST_CASE(an_adjustment_is_asked_for_under_one_id_until_it_is_refused_and_asked_for_anew) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    AdjustmentOffer offer;
    offer.settlement_key = {DivisionCode("310101"), SettlementId("310000AAAA")};
    offer.insured_division = DivisionCode("330203");
    offer.adjustment.reason = AdjustmentReason::deduction;
    offer.adjustment.bearer = Bearer::hospital;
    offer.adjustment.origin = "case-17";
    offer.adjustment.amounts = {{Component::hifp, Money::from_fen(100)}};
    offer.day = {PlatformName("delta"), DivisionCode("330200"), Direction::visitor, *ClearingDay::parse("2018-10-16")};
    const auto asked = [&] {
        const auto answer = world.loop.run(world.client->adjust(offer));
        return answer ? answer->to_text() : stable_code(answer.error().code);
    };
    // Not yet is no final answer: the same message may come again.
    world.adjustments.refusal = Error{ErrorCode::day_not_begun, {}, {"clearing_day"}, {}};
    BOOST_TEST(asked() == "GW2010");
    world.adjustments.refusal = Error{ErrorCode::over_limit, {}, {"amounts"}, {}};
    BOOST_TEST(asked() == "GW1007");
    // There would be room now; but that copy of the question was told no.
    world.adjustments.refusal.reset();
    BOOST_TEST(asked() == "GW1007");
    BOOST_TEST(world.adjustments.told.size() == 2u);
    offer.asked_anew = 1;
    BOOST_TEST(asked() == "2018-10-16");
    BOOST_TEST(asked() == "2018-10-16");
    std::set<std::string> ids;
    for (const auto& sent : world.shanghai_log.sent)
        ids.insert(sent.message.text);
    BOOST_TEST(world.shanghai_log.sent.size() == 5u);
    BOOST_TEST(ids.size() == 2u);
}

BOOST_AUTO_TEST_CASE(answers_may_come_in_any_order_on_one_connection) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    world.desk.held = {"SLOW"};
    const auto slow = world.settle_meanwhile("M1", "SLOW");
    world.loop.run_until([&] { return world.desk.asked.size() == 1; });
    for (int i = 2; i < 12; ++i)
        BOOST_TEST(world.settle("M" + std::to_string(i), "B" + std::to_string(i))->settlement.text ==
                   "330200B" + std::to_string(i));
    BOOST_TEST(!slow->result.has_value());
    BOOST_TEST(world.client->counts().in_flight == 1u);
    world.desk.release("SLOW");
    BOOST_TEST(world.wait_for(slow)->settlement.text == "330200SLOW");
    BOOST_TEST(world.server->counts().connections == 1u);
    BOOST_TEST(world.client->counts().unknown_answers == 0u);
}

BOOST_AUTO_TEST_CASE(a_region_without_a_route_or_another_role_is_refused_by_hello_and_nothing_was_sent) {
    for (const std::string name : {"wrong-region", "local-bureau", "national", "finance-maker"}) {
        BOOST_TEST_CONTEXT(name) {
            TwoGateways world;
            world.start_server();
            world.start_client(world.client_settings(world.server->port(), name));
            const auto refused = world.settle("M1");
            BOOST_REQUIRE(!refused.has_value());
            BOOST_CHECK(refused.error().code == ErrorCode::peer_unreachable);
            BOOST_TEST(refused.error().detail.find("GW1206") != std::string::npos);
            BOOST_TEST(world.shanghai_log.sent.empty());
            BOOST_TEST(world.ningbo_log.admitted.empty());
            BOOST_TEST(world.server->counts().refused_hellos == 1u);
            BOOST_REQUIRE(world.audit.events.size() == 1u);
            BOOST_TEST(world.audit.events[0].event == "speaker_refused");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_refusing_hello_is_followed_by_a_clean_close) {
    TwoGateways world;
    world.start_server();
    RawPartner stranger = RawPartner::connect(world, "wrong-region");
    const wire::Envelope hello = stranger.read(world);
    BOOST_REQUIRE(hello.hello().has_error());
    BOOST_TEST(hello.hello().error().code() == "GW1206");
    BOOST_TEST(hello.hello().division() == "330200");
    BOOST_TEST(stranger.is_closed_by_peer(world));
}

BOOST_AUTO_TEST_CASE(bad_certificates_end_in_tls) {
    TwoGateways world;
    world.start_server();
    for (const std::string name : {"expired", "wrong-ca", "revoked"}) {
        BOOST_TEST_CONTEXT(name) {
            world.start_client(world.client_settings(world.server->port(), name));
            BOOST_CHECK(world.settle("M-" + name).error().code == ErrorCode::peer_unreachable);
            world.loop.run(world.client->stop(1s));
        }
    }
    BOOST_TEST(world.ningbo_log.admitted.empty());
    BOOST_TEST(world.server->counts().refused_hellos == 0u);
}

BOOST_AUTO_TEST_CASE(a_server_of_another_region_or_role_is_not_asked) {
    TwoGateways world;
    world.start_server();
    ClientSettings region = world.client_settings(world.server->port());
    region.partner.region = DivisionCode("320600");
    world.start_client(std::move(region));
    BOOST_CHECK(world.settle("M1").error().code == ErrorCode::peer_unreachable);
    world.loop.run(world.client->stop(1s));
    ClientSettings role = world.client_settings(world.server->port());
    role.role = "partner";
    world.start_client(std::move(role));
    BOOST_CHECK(world.settle("M2").error().code == ErrorCode::peer_unreachable);
    BOOST_TEST(world.shanghai_log.sent.empty());
}

BOOST_AUTO_TEST_CASE(more_in_flight_than_the_hello_allows_is_answered_busy_and_nothing_is_done) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.max_in_flight = 1;
    world.start_server(std::move(settings));
    world.start_client();
    world.desk.held = {"SLOW"};
    RawPartner raw = RawPartner::connect(world);
    BOOST_TEST(raw.read(world).hello().max_in_flight() == 1u);

    // Our own client keeps to the bound: the second waits for its turn.
    const auto slow = world.settle_meanwhile("M1", "SLOW");
    world.loop.run_until([&] { return world.desk.asked.size() == 1; });
    const auto next = world.settle_meanwhile("M2", "B2");
    const auto hurried = world.settle_meanwhile("M3", "B3", 300ms);
    const auto given_up = world.wait_for(hurried);
    BOOST_CHECK(given_up.error().code == ErrorCode::busy);
    BOOST_TEST(world.desk.times("settle") == 1u);
    world.desk.release("SLOW");
    BOOST_TEST(world.wait_for(slow).has_value());
    BOOST_TEST(world.wait_for(next).has_value());
    BOOST_TEST(world.server->counts().busy == 0u);
}

BOOST_AUTO_TEST_CASE(a_partner_that_ignores_the_bound_is_told_gw2004) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.max_in_flight = 1;
    world.start_server(std::move(settings));
    world.start_client();
    world.desk.held = {"SLOW"};
    const auto slow = world.settle_meanwhile("M1", "SLOW");
    world.loop.run_until([&] { return world.desk.asked.size() == 1; });
    // The frame of the slow one again, by hand, twice on one connection.
    RawPartner raw = RawPartner::connect(world);
    raw.read(world);
    wire::Envelope again;
    BOOST_REQUIRE(parse(world.ningbo_log.admitted.at(0).body, again).has_value());
    again.set_correlation_id(1);
    raw.send(world, again);
    again.set_correlation_id(2);
    raw.send(world, again);
    // A copy of what is in work is not told that nothing was done.
    const wire::Envelope of_copy = raw.read(world);
    BOOST_TEST(of_copy.correlation_id() == 2u);
    BOOST_TEST(of_copy.error().code() == "GW3001");
    again.set_correlation_id(3);
    again.set_message_id("M2");
    raw.send(world, again);
    const wire::Envelope busy = raw.read(world);
    BOOST_TEST(busy.correlation_id() == 3u);
    BOOST_TEST(busy.error().code() == "GW2004");
    BOOST_TEST(world.server->counts().busy == 2u);
    world.desk.release("SLOW");
    BOOST_TEST(raw.read(world).correlation_id() == 1u);
    world.wait_for(slow);
}

BOOST_AUTO_TEST_CASE(stopping_finishes_what_is_in_flight_and_takes_nothing_new) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    world.desk.held = {"SLOW"};
    const auto slow = world.settle_meanwhile("M1", "SLOW");
    world.loop.run_until([&] { return world.desk.asked.size() == 1; });
    std::optional<bool> stopped;
    boost::asio::co_spawn(world.loop.context(), world.server->stop(5s),
                          [&](std::exception_ptr, bool in_time) { stopped = in_time; });
    const auto refused = world.settle("M2");
    BOOST_CHECK(refused.error().code == ErrorCode::shutting_down);
    BOOST_TEST(!stopped.has_value());
    world.desk.release("SLOW");
    BOOST_TEST(world.wait_for(slow).has_value());
    world.loop.run_until([&] { return stopped.has_value(); });
    BOOST_TEST(*stopped);
    BOOST_TEST(world.server->counts().connections == 0u);
    BOOST_TEST(world.desk.times("settle") == 1u);
    // Nobody listens any more: provably nothing is sent.
    BOOST_CHECK(world.settle("M3").error().code == ErrorCode::peer_unreachable);
}

BOOST_AUTO_TEST_CASE(stopping_an_idle_server_ends_its_connections_at_once_and_a_hanging_one_at_the_limit) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    world.settle("M1");
    BOOST_TEST(world.loop.run(world.server->stop(5s)));
    world.start_server();
    world.loop.run(world.client->stop(1s));
    world.start_client();
    world.desk.held = {"SLOW"};
    const auto slow = world.settle_meanwhile("M2", "SLOW");
    world.loop.run_until([&] { return world.desk.times("settle") == 2; });
    BOOST_TEST(!world.loop.run(world.server->stop(50ms)));
    BOOST_CHECK(world.wait_for(slow).error().code == ErrorCode::in_doubt);
    world.desk.release("SLOW");
}

BOOST_AUTO_TEST_CASE(a_revoked_peer_is_closed_after_its_requests_in_flight) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    world.desk.held = {"SLOW"};
    const auto slow = world.settle_meanwhile("M1", "SLOW");
    world.loop.run_until([&] { return world.desk.asked.size() == 1; });
    world.server->recheck_peers();
    BOOST_TEST(world.settle("M2", "B2").has_value());  // it still stands

    world.pki.revoke("shanghai");
    BOOST_REQUIRE(world.ningbo->reload().has_value());
    world.server->recheck_peers();
    BOOST_CHECK(world.settle("M3", "B3").error().code == ErrorCode::speaker_not_allowed);
    world.desk.release("SLOW");
    BOOST_TEST(world.wait_for(slow).has_value());
    world.loop.run_until([&] { return world.server->counts().connections == 0; });
    world.loop.run_until([&] { return !world.client->is_connected(); });
    BOOST_CHECK(world.settle("M4", "B4").error().code == ErrorCode::peer_unreachable);
    BOOST_TEST(world.desk.times("settle") == 2u);
}

BOOST_AUTO_TEST_CASE(the_client_leaves_a_server_that_no_longer_stands) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    BOOST_TEST(world.settle("M1").has_value());
    const auto shanghai = world.pki.credentials("shanghai");
    world.client->recheck_peers(*shanghai);
    BOOST_TEST(world.client->is_connected());
    world.pki.revoke("gateway");
    BOOST_REQUIRE(shanghai->reload().has_value());
    world.client->recheck_peers(*shanghai);
    BOOST_TEST(!world.client->is_connected());
    world.loop.run_until([&] { return world.server->counts().connections == 0; });
}

BOOST_AUTO_TEST_CASE(a_server_that_is_revoked_while_the_connection_is_made_is_asked_nothing) {
    TwoGateways world;
    bool has_shaken_hands = false, says_hello = false;
    const auto serve = [&](std::shared_ptr<tls::Stream> stream) -> awaitable<void> {
        has_shaken_hands = true;
        boost::asio::steady_timer timer(world.loop.executor());
        while (!says_hello) {
            timer.expires_after(1ms);
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
        wire::Envelope envelope;
        envelope.mutable_hello()->set_version(protocol_version);
        envelope.mutable_hello()->set_division("330200");
        const std::string bytes = framed(serialized(envelope));
        (void)co_await stream->write(bytes);
        std::string frame(100, '\0');
        const auto asked = co_await stream->read_some(frame);
        BOOST_TEST(!asked.has_value(), "it was asked something");
    };
    auto listener = tls::listen_tcp(world.loop.executor(), "127.0.0.1", 0, world.ningbo, {}, serve);
    BOOST_REQUIRE(listener.has_value());
    ClientSettings settings = world.client_settings((*listener)->port());
    const std::shared_ptr<tls::Credentials> trusted = settings.addresses.front().credentials;
    world.start_client(std::move(settings));
    const auto settling = world.settle_meanwhile("M1", "B1");
    world.loop.run_until([&] { return has_shaken_hands; });
    world.pki.revoke("gateway");
    BOOST_REQUIRE(trusted->reload().has_value());
    world.client->recheck_peers(*trusted);
    says_hello = true;
    BOOST_CHECK(world.wait_for(settling).error().code == ErrorCode::peer_unreachable);
    world.loop.run_until([&] { return (*listener)->open_connections() == 0; });
}

BOOST_AUTO_TEST_CASE(a_silent_connection_is_closed_by_the_server_and_made_again_by_the_client) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.idle = 100ms;
    world.start_server(std::move(settings));
    world.start_client();
    BOOST_TEST(world.settle("M1").has_value());
    world.loop.run_until([&] { return world.server->counts().connections == 0; });
    world.loop.run_until([&] { return !world.client->is_connected(); });
    BOOST_TEST(world.settle("M2", "B2").has_value());
}

BOOST_AUTO_TEST_CASE(pings_keep_an_idle_connection_and_are_not_kept) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.idle = 1s;
    world.start_server(std::move(settings));
    ClientSettings asking = world.client_settings(world.server->port());
    asking.ping_every = 50ms;
    world.start_client(std::move(asking));
    BOOST_TEST(world.settle("M1").has_value());
    world.loop.run_until([&] { return world.server->counts().requests >= 30; });
    BOOST_TEST(world.client->is_connected());
    BOOST_TEST(world.server->counts().connections == 1u);
    BOOST_TEST(world.ningbo_log.admitted.size() == 1u);
    BOOST_TEST(world.shanghai_log.sent.size() == 1u);
}

BOOST_AUTO_TEST_CASE(too_little_time_a_lost_store_and_a_stopped_client_send_nothing) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    BOOST_CHECK(world.settle("M1", "B1", 50ms).error().code == ErrorCode::too_little_time);
    world.shanghai_log.unavailable = true;
    BOOST_CHECK(world.settle("M2").error().code == ErrorCode::store_unavailable);
    world.shanghai_log.unavailable = false;
    BOOST_TEST(world.loop.run(world.client->stop(1s)));
    BOOST_CHECK(world.settle("M3").error().code == ErrorCode::shutting_down);
    BOOST_TEST(world.desk.asked.empty());
}

BOOST_AUTO_TEST_CASE(broken_frames_and_bytes_end_clearly_and_the_server_serves_on) {
    TwoGateways world;
    ServerSettings settings = world.server_settings();
    settings.max_frame_bytes = 300;
    world.start_server(std::move(settings));
    world.start_client();
    for (const std::string& bytes :
         {std::string(4, '\0'), std::string("\x00\x00\x03\xe9", 4), std::string("GET / HTTP/1.1")}) {
        RawPartner raw = RawPartner::connect(world);
        raw.read(world);
        raw.write(world, bytes);
        const wire::Envelope answer = raw.read(world);
        BOOST_TEST(answer.correlation_id() == 0u);
        BOOST_TEST(answer.error().code() == "GW1009");
        BOOST_TEST(raw.is_closed_by_peer(world));
    }
    BOOST_TEST(world.server->counts().broken_frames == 3u);
    {
        RawPartner cut = RawPartner::connect(world);
        cut.read(world);
        cut.write(world, framed("a frame cut short").substr(0, 9));
        world.loop.run(cut.channel->stream().close(1s));
    }
    world.loop.run_until([&] { return world.server->counts().broken_frames == 4; });
    {
        RawPartner garbage = RawPartner::connect(world);
        garbage.read(world);
        garbage.write(world, framed("no envelope at all"));
        BOOST_TEST(garbage.read(world).error().code() == "GW1009");
        // The frame was whole: the connection is unharmed.
        garbage.send(world, query(8, "K1"));
        BOOST_TEST(garbage.read(world).correlation_id() == 8u);
        BOOST_TEST(world.server->counts().unreadable == 1u);
    }
    BOOST_TEST(world.ningbo_log.admitted.size() == 1u);
    BOOST_CHECK(world.settle("M1").error().code == ErrorCode::over_limit);  // 300 bytes are the partner's limit
}

BOOST_AUTO_TEST_CASE(garbage_instead_of_tls_harms_nobody) {
    TwoGateways world;
    world.start_server();
    world.start_client();
    tls::Target plain;
    plain.port = world.server->port();
    auto stream = world.loop.run(tls::connect(plain, 3s));
    BOOST_REQUIRE(stream.has_value());
    const std::string garbage = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    world.loop.run((*stream)->write(garbage));
    world.loop.run_until([&] { return !world.troubles.empty(); });
    (*stream)->abort();
    BOOST_TEST(world.settle("M1").has_value());
}

BOOST_AUTO_TEST_CASE(nobody_at_the_address_is_unreachable_and_the_next_address_is_tried) {
    TwoGateways world;
    world.start_server();
    ClientSettings settings = world.client_settings(1);
    world.start_client(settings);
    BOOST_CHECK(world.settle("M1").error().code == ErrorCode::peer_unreachable);
    world.loop.run(world.client->stop(1s));
    settings.addresses.push_back(world.target(world.server->port(), "shanghai"));
    world.start_client(settings);
    BOOST_TEST(world.settle("M2").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
