#include "centres.hpp"
#include "running.hpp"
#include "sim-peers/delta/client.hpp"
#include "sim-peers/delta/insured_side.hpp"
#include "sim-peers/delta/server.hpp"
#include "sim-peers/delta/treating_side.hpp"

#include <cstdlib>
#include <filesystem>

using namespace clearing::peers;
using namespace clearing::peers::testing;
namespace pb = ::clearing::delta::v1;
namespace asio = boost::asio;

namespace {

/// The certificates of certs/make.sh, made once for all cases.
struct Pki {
    std::filesystem::path directory;

    Pki() {
        char name[] = "/tmp/sim_peers_XXXXXX";
        BOOST_REQUIRE(::mkdtemp(name));
        directory = name;
        const std::string command =
            std::string(CLEARING_SOURCE_DIR) + "/certs/make.sh " + directory.string() + "/pki >/dev/null 2>&1";
        BOOST_REQUIRE_EQUAL(std::system(command.c_str()), 0);
    }
    ~Pki() { std::filesystem::remove_all(directory); }

    std::shared_ptr<clearing::tls::Credentials> load(const std::string& name) const {
        const auto file = [&](const std::string& leaf) { return directory / "pki" / leaf; };
        auto loaded = clearing::tls::Credentials::load(
            {file(name + ".crt"), file(name + ".key"), file("ca.crt"), file("ca.crl")});
        BOOST_REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error()));
        return *loaded;
    }
    static const Pki& get() {
        static const Pki pki;
        return pki;
    }
};

/// Shanghai as treating side and Ningbo's own centre in the gateway's place, over real mutual TLS.
struct Fixture {
    asio::io_context context{1};
    Data data;
    Faults faults;
    std::unique_ptr<Centre> ningbo = data.centre("ningbo", "330200", "ningbo");
    std::unique_ptr<Centre> shanghai = data.centre("shanghai", "310000", "shanghai");
    delta::InsuredSide side{*ningbo, "310000"};
    delta::Server server{context.get_executor(), "gateway", 0, Pki::get().load("gateway"), "310000", side, faults};
    std::unique_ptr<delta::Client> client;
    std::unique_ptr<delta::TreatingSide> treating;

    Fixture() {
        BOOST_REQUIRE(server.door().open());
        connect_as("shanghai");
    }
    void connect_as(const std::string& certificate) {
        const clearing::tls::Target target{"127.0.0.1", server.door().port(), {}, Pki::get().load(certificate)};
        treating.reset();
        client = std::make_unique<delta::Client>(context.get_executor(), target, "310000", "330200");
        treating = std::make_unique<delta::TreatingSide>(*client, shanghai->book(), data.catalog, data.clock, "310000");
    }
    ~Fixture() {
        client->disconnect();
        server.door().close();
        context.restart();
        context.run_for(std::chrono::milliseconds(200));
    }

    Json play(const std::string& name) {
        const auto file = read_json_file(std::string(CLEARING_SOURCE_DIR) + "/sim-peers/stories/" + name + ".json");
        BOOST_REQUIRE(file);
        auto story = read_story(*file, data.catalog);
        BOOST_REQUIRE(story);
        VisitProgress progress;
        return run(context, treating->play(*story, *ningbo->people().by_key(story->person), progress));
    }
    void switch_on(const std::string& name, const std::string& transaction, int count = 1) {
        Json fault = Json::object(), on = Json::array();
        if (!transaction.empty()) on.push(transaction);
        fault.set("role", "gateway")
            .set("name", name)
            .set("count", Json::number(count))
            .set("ms", Json::number(50))
            .set("on", std::move(on));
        BOOST_REQUIRE(faults.add(fault));
        server.door().follow_faults();
    }
    std::size_t booked() { return ningbo->book().lines("31", "3302", "").size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sim_peers_delta_wire, Fixture)

BOOST_AUTO_TEST_CASE(mr_tus_bill_is_settled_and_his_day_is_agreed) {
    const Json played = play("tu");
    BOOST_TEST(played.text("outcome") == "as_expected", played.write());
    BOOST_TEST(played["last_split"].text("psn_cash_pay") == "6.00");
    BOOST_TEST(booked() == 1U);
    const Json closed = run(context, treating->close_day("2018-10-16"));
    BOOST_TEST(closed["equal"].truth(), closed.write());
    BOOST_TEST(closed.text("outcome") == "agreed");
    BOOST_TEST(closed.text("root") == closed.text("their_root"));
    BOOST_TEST(treating->open_day() == "2018-10-17");
}

BOOST_AUTO_TEST_CASE(the_delta_stories_end_as_they_expect) {
    for (const char* name :
         {"resident-outpatient", "resident-cancel", "resident-reverse", "resident-fence", "resident-referral-2018"}) {
        const Json played = play(name);
        BOOST_TEST(played.text("outcome") == "as_expected", played.write());
    }
}

BOOST_AUTO_TEST_CASE(after_every_fault_of_a_settlement_it_is_booked_once_or_not_at_all) {
    std::size_t expected = 0;
    for (const char* name :
         {"drop_reply", "close_mid_reply", "corrupt_reply", "duplicate_reply", "slow_reply", "unavailable"}) {
        switch_on(name, "settle");
        const Json played = play("resident-outpatient");
        BOOST_TEST(played.text("outcome") == "as_expected", name << ": " << played.write());
        BOOST_TEST(faults.to_json().items().empty(), name << " was not used");
        BOOST_TEST(booked() == ++expected, name);
    }
    const Json closed = run(context, treating->close_day("2018-10-16"));
    BOOST_TEST(closed.text("outcome") == "agreed", closed.write());
}

BOOST_AUTO_TEST_CASE(refused_connections_settle_nothing_and_afterwards_all_is_well) {
    switch_on("refuse_connection", "", 3);
    const Json refused = play("resident-outpatient");
    BOOST_TEST(refused["steps"].items().front().text("code") == "not_sent");
    BOOST_TEST(booked() == 0U);
    faults.remove("gateway", "");
    switch_on("refuse_connection", "", -1);  // the port itself is closed
    BOOST_TEST(play("resident-outpatient")["steps"].items().front().text("code") == "not_sent");
    faults.remove("gateway", "");
    server.door().follow_faults();
    BOOST_TEST(play("resident-outpatient").text("outcome") == "as_expected");
}

BOOST_AUTO_TEST_CASE(an_unbalanced_answer_is_reversed_and_neither_book_holds_it) {
    switch_on("unbalanced_amounts", "settle");
    const Json played = play("resident-cancel");
    const Json& settle = played["steps"].items().back();
    BOOST_TEST(settle.text("infno") == "settle");
    // The quote was balanced, the settlement would not be: superseded, nothing booked.
    BOOST_TEST(settle.text("code") == "GW1512", played.write());
    BOOST_TEST(booked() == 0U);
}

BOOST_AUTO_TEST_CASE(a_difference_is_named_and_left_out_of_the_statement) {
    play("resident-outpatient");
    play("tu");
    // Shanghai's book loses a fen of one line.
    Record& spoilt = shanghai->book().records().front();
    spoilt.split.hifp -= Fen{1};
    spoilt.split.fund -= Fen{1};
    const Json closed = run(context, treating->close_day("2018-10-16"));
    BOOST_TEST(!closed["equal"].truth());
    BOOST_REQUIRE_EQUAL(closed["differences"].items().size(), 1U);
    BOOST_TEST(closed["differences"].items().front().text("settlement_id") == spoilt.settlement_id);
    BOOST_TEST(closed["differences"].items().front().text("kind") == "amounts");
    BOOST_TEST(closed.text("outcome") == "agreed with carried lines", closed.write());
}

BOOST_AUTO_TEST_CASE(a_question_that_finds_no_answer_at_the_close_leaves_the_settlement_in_doubt_and_carried) {
    const auto file = read_json_file(std::string(CLEARING_SOURCE_DIR) + "/sim-peers/stories/resident-outpatient.json");
    const auto story = read_story(file.value(), data.catalog);
    BOOST_REQUIRE(story);
    const Person& person = *ningbo->people().by_key(story->person);
    VisitProgress progress;
    StoryStep settle;
    settle.infno = "settle";
    const pb::Envelope request = treating->request_of(*story, person, settle, progress);
    const Record& open = treating->intend(*story, person, progress, request);
    switch_on("unavailable", "query");
    const Json closed = run(context, treating->close_day("2018-10-16"));
    BOOST_TEST(closed.text("outcome") == "agreed", closed.write());
    BOOST_TEST((open.state == RecordState::in_doubt));
    BOOST_TEST(open.carried);
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_region_hears_it_in_the_hello) {
    connect_as("wrong-region");
    pb::Envelope ping;
    ping.mutable_ping_request();
    const auto called = run(context, client->call(std::move(ping), std::chrono::milliseconds(5000)));
    BOOST_REQUIRE(!called);
    BOOST_TEST(!called.error().sent);
    BOOST_TEST(called.error().reason == "Hello refused: GW1206");
}

BOOST_AUTO_TEST_CASE(a_revoked_certificate_is_never_served) {
    connect_as("revoked");
    pb::Envelope ping;
    ping.mutable_ping_request();
    const auto called = run(context, client->call(std::move(ping), std::chrono::milliseconds(5000)));
    BOOST_REQUIRE(!called);
    BOOST_TEST(!called.error().sent);
}

BOOST_AUTO_TEST_SUITE_END()
