// One more platform in a known format is an entry of the configuration and a few rows of mappings/: no code. Here a
// simulated hub of its own stands for it; world.cpp holds the entry and the rows.
#include "tests/system/claim.hpp"
#include "tests/system/world.hpp"

#include <csignal>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

/// The platform "zhejiang": another hub with the provinces behind it, and books of its own.
class OneMorePlatform {
public:
    OneMorePlatform() : world_(World::instance()) {
        World::Ports peers = world_.ports();
        peers.shanghai = peers.core = 0;  // of these peers only the hub is asked
        peers.hub = peers.zhejiang;
        world_.write_peers_config("zhejiang", peers, "zhejiang");
        process_ = Process({World::binary("sim-peer"), "--config", world_.file("zhejiang.toml").string()}, {},
                           world_.file("zhejiang.log"));
        http::ClientOptions control;
        control.unix_socket = world_.file("zhejiang.sock");
        control_ = http::make_client(world_.loop().executor(), control);
        BOOST_TEST_REQUIRE(world_.comes_true([this] { return answer("/ready").status == 200; }));
    }
    ~OneMorePlatform() {
        world_.loop().run(control_->stop());
        process_.signal(SIGTERM);
        (void)process_.wait(std::chrono::seconds(10));
    }

    std::string booked() {
        const auto book = json::parse(answer("/books/hub").body);
        BOOST_TEST_REQUIRE(book.has_value());
        return text_of(*book->find("counts"), "booked");
    }

private:
    http::Response answer(const std::string& path) {
        http::Request request;
        request.method = "GET";
        request.path = path;
        const auto answer = world_.loop().run(control_->call(std::move(request), std::chrono::seconds(2)));
        http::Response none;
        none.status = 0;
        return answer ? *answer : none;
    }

    World& world_;
    Process process_;
    std::unique_ptr<http::Client> control_;
};

/// Somebody insured in Ningbo, asked about from a hospital of `division`.
std::string about_a_ningbo_person(const std::string& division) {
    Message message = Visit(Care::inpatient).person();
    message.set("mdtrtarea_admvs", division).set("insuplc_admdvs", "330203").set("fixmedins_code", "H52010300001");
    for (const char* name : {"certno", "mdtrt_cert_no"})
        message.set_data(name, "330203194701010012");
    return message.set_data("psn_name", "测试甬1").text();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(system_platforms)

BOOST_AUTO_TEST_CASE(a_claim_routed_to_one_more_platform_is_settled_through_it) {
    World& world = World::instance();
    OneMorePlatform zhejiang;
    const auto at_the_hub = world.booked_at("hub");
    Visit stay(Care::inpatient);
    stay.insured = "520103";  // the longer prefix of routes.tsv; the rest of Guiyang stays with the national platform
    stay.open();
    const Reply settled = world.send(stay.settle().text());
    BOOST_TEST_REQUIRE(settled.is_yes(), settled.err_msg);
    const std::string id = text_of(*settled.output.find("setlinfo"), "setl_id");
    const json::Value shown = world.ctl("settlement show " + id);
    BOOST_TEST(json::write(shown).find("\"zhejiang\"") != std::string::npos, json::write(shown));
    BOOST_TEST(text_of(shown, "state") == "booked");
    BOOST_TEST(zhejiang.booked() == "1");
    BOOST_TEST(world.booked_at("hub") == at_the_hub);
    // Its own cancel goes the same way, and nothing is left open behind it.
    const Reply cancelled = world.send(stay.cancel(id).text());
    BOOST_TEST(cancelled.is_yes(), cancelled.err_msg);
    BOOST_TEST(world.booked_at("hub") == at_the_hub);
    BOOST_TEST(world.unresolved() == 0);
}

BOOST_AUTO_TEST_CASE(while_it_is_away_nothing_happens_and_the_national_platform_serves_on) {
    World& world = World::instance();
    Visit there(Care::inpatient);
    there.insured = "520103";
    BOOST_TEST(world.send(there.person().text()).code.starts_with("GW2"));
    Visit elsewhere(Care::inpatient);
    const Reply served = world.send(elsewhere.person().text());
    BOOST_TEST(served.is_yes(), served.err_msg);
}

BOOST_AUTO_TEST_CASE(its_callback_speaks_at_the_shared_listener_for_what_is_routed_to_it) {
    World& world = World::instance();
    const auto national = world.ports().national;
    const Reply person = world.send_as("zhejiang", national, about_a_ningbo_person("520103"));
    BOOST_TEST(person.is_yes(), person.err_msg);
    const Reply not_its_own = world.send_as("zhejiang", national, about_a_ningbo_person("520300"));
    BOOST_TEST(not_its_own.code.starts_with("GW1"), not_its_own.err_msg);
    const Reply of_the_hub = world.send_as("national", national, about_a_ningbo_person("520300"));
    BOOST_TEST(of_the_hub.is_yes(), of_the_hub.err_msg);
}

BOOST_AUTO_TEST_CASE(a_platform_with_a_listener_of_its_own_calls_there_and_nowhere_else) {
    World& world = World::instance();
    const auto own = world.ports().own_door;
    const Reply signed_in = world.send_as("wrong-region", own, sign_in());
    BOOST_TEST(signed_in.is_yes(), signed_in.err_msg);
    BOOST_TEST(world.send_as("wrong-region", world.ports().national, sign_in()).status == 403U);
    for (const char* other : {"national", "zhejiang", "local-bureau"})
        BOOST_TEST(world.send_as(other, own, sign_in()).status == 403U, other);
}

BOOST_AUTO_TEST_SUITE_END()
