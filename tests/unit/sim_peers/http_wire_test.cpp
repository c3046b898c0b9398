#include "centres.hpp"
#include "gateway/infra/http/client.hpp"
#include "gateway/infra/tls/listener.hpp"
#include "running.hpp"
#include "sim-peers/http_door.hpp"
#include "sim-peers/national/insured_side.hpp"
#include "sim-peers/national/treating_side.hpp"

#include <fstream>

using namespace clearing::peers;
using namespace clearing::peers::testing;
namespace asio = boost::asio;

namespace {

/// A hospital and Guiyang's centre, face to face over plain HTTP on a free port: the two halves of the national format.
struct Fixture {
    asio::io_context context{1};
    Data data;
    Faults faults;
    std::unique_ptr<Centre> centre = data.centre("guiyang", "520100", "guiyang");
    national::InsuredSide side{*centre, true};
    std::unique_ptr<clearing::tls::Listener> listener;
    std::unique_ptr<clearing::http::Client> client;
    std::unique_ptr<national::TreatingSide> hospital;
    int asked = 0;

    Fixture() {
        HttpHandler handler = [this](HttpQuestion question) { return answer(std::move(question)); };
        auto serve = [handler](std::shared_ptr<clearing::tls::Stream> stream) {
            return serve_http(std::move(stream), handler);
        };
        auto opened = clearing::tls::listen_tcp(context.get_executor(), "127.0.0.1", 0, nullptr, {}, serve);
        BOOST_REQUIRE(opened);
        listener = std::move(*opened);
        clearing::http::ClientOptions options;
        options.port = listener->port();
        client = clearing::http::make_client(context.get_executor(), options);
        national::TreatingSide::Options treating;
        treating.name = "测试医院";
        treating.limit = std::chrono::milliseconds(400);
        treating.ask_again_after = std::chrono::milliseconds(10);
        treating.states_split = true;
        hospital = std::make_unique<national::TreatingSide>(*client, data.catalog, data.clock, treating);
    }

    asio::awaitable<HttpReply> answer(HttpQuestion question) {
        ++asked;
        HttpReply reply;
        const auto request = national::read_request(question.body);
        BOOST_REQUIRE_MESSAGE(request, (request ? "" : request.error()));
        if (faults.take("hub", "stall", request->infno)) {
            reply.stall = true;
            co_return reply;
        }
        if (faults.take("hub", "unavailable", request->infno)) {
            reply.body = national::write_refusal(refusals::busy(), "520100", data.clock).write();
            co_return reply;
        }
        reply.body = side.answer(*request, false).write();
        reply.plan = plan_reply(faults, "hub", request->infno);
        co_return reply;
    }

    Json play(const std::string& name, VisitProgress& progress) {
        const auto file = read_json_file(std::string(CLEARING_SOURCE_DIR) + "/sim-peers/stories/" + name + ".json");
        BOOST_REQUIRE(file);
        auto story = read_story(*file, data.catalog);
        BOOST_REQUIRE_MESSAGE(story, (story ? "" : story.error()));
        const Person* person = centre->people().by_key(story->person);
        BOOST_REQUIRE(person);
        return run(context, hospital->play(*story, *person, progress));
    }
    std::string outcome(const std::string& name) {
        VisitProgress progress;
        const Json played = play(name, progress);
        return played.text("outcome") == "as_expected" ? "as_expected" : played.write();
    }
    void switch_on(const std::string& name, const std::string& infno) {
        Json fault = Json::object(), on = Json::array();
        on.push(infno);
        fault.set("role", "hub")
            .set("name", name)
            .set("count", Json::number(1))
            .set("ms", Json::number(50))
            .set("on", std::move(on));
        BOOST_REQUIRE(faults.add(fault));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sim_peers_http_wire, Fixture)

BOOST_AUTO_TEST_CASE(mr_tangs_stay_goes_through_the_wire) {
    VisitProgress progress;
    const Json played = play("tang", progress);
    BOOST_TEST(played.text("outcome") == "as_expected", played.write());
    BOOST_TEST(played["last_split"].text("fund_pay_sumamt") == "12450.53");
    BOOST_TEST(played["last_split"].text("psn_cash_pay") == "2802.76");
    BOOST_TEST(centre->book().lines("3302", "5201", "").size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_inpatient_stories_end_as_they_expect) {
    for (const char* name : {"visitor-inpatient", "visitor-inpatient-cancel", "visitor-inpatient-reverse",
                             "visitor-inpatient-withdrawn"}) {
        BOOST_TEST(outcome(name) == "as_expected");
    }
}

// Each fault ends by proving recovery: the same message asked again is answered, and one settlement is booked.
BOOST_AUTO_TEST_CASE(after_every_fault_of_a_reply_the_settlement_is_booked_once) {
    int expected = 0;
    for (const char* name :
         {"drop_reply", "close_mid_reply", "corrupt_reply", "duplicate_reply", "slow_reply", "stall", "unavailable"}) {
        VisitProgress progress;
        switch_on(name, "2304");
        const Json played = play("visitor-inpatient", progress);
        BOOST_TEST(played.text("outcome") == "as_expected", name << ": " << played.write());
        BOOST_TEST(faults.to_json().items().empty(), name << " was not used");
        BOOST_TEST(centre->book().lines("", "", "").size() == static_cast<std::size_t>(++expected), name);
    }
}

BOOST_AUTO_TEST_CASE(a_dropped_reply_is_asked_for_again_under_the_same_message) {
    VisitProgress progress;
    play("visitor-inpatient", progress);
    const int before = asked;
    switch_on("drop_reply", "2305");
    Story cancel;
    cancel.name = "again";
    cancel.inpatient = true;
    cancel.institution = "H33020600001";
    cancel.insured_division = "520100";
    cancel.treatment_division = "330200";
    cancel.steps.push_back({});
    cancel.steps.back().infno = "2305";
    const Person* person = centre->people().by_key("520100-61");
    const Json played = run(context, hospital->play(cancel, *person, progress));
    BOOST_TEST(played.text("outcome") == "as_expected", played.write());
    BOOST_TEST(asked == before + 2);
    BOOST_TEST(centre->book().lines("", "", "").size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_head_is_read_with_its_names_in_lower_case) {
    const auto head = read_head("POST /fsi/api/x?day=1 HTTP/1.1\r\nHost: a\r\nContent-LENGTH:  12 ");
    BOOST_REQUIRE(head);
    BOOST_TEST(head->method == "POST");
    BOOST_TEST(head->path == "/fsi/api/x");
    BOOST_TEST(head->query == "day=1");
    BOOST_TEST(head->headers.at("content-length") == "12");
    BOOST_TEST(!read_head("garbage"));
    BOOST_TEST(!read_head("GET / HTTP/1.1\r\nno colon"));
}

BOOST_AUTO_TEST_SUITE_END()
