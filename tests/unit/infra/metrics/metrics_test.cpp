#include "gateway/infra/metrics/metrics.hpp"

#include <fstream>
#include <iterator>
#include <regex>

#include <boost/test/unit_test.hpp>

using clearing::metrics::Metrics;
using clearing::metrics::Request;
using namespace std::chrono_literals;

namespace {

void check_line(const Metrics& metrics, const std::string& line) {
    const std::string text = "\n" + metrics.text();
    BOOST_CHECK_MESSAGE(text.find("\n" + line + "\n") != std::string::npos, line << " is not in:" << text);
}

Request settled(std::string infno = "2207") {
    return {std::move(infno), "shanghai", "ok", 30ms};
}

}  // namespace

BOOST_AUTO_TEST_CASE(requests_are_counted_by_transaction_peer_and_outcome) {
    Metrics metrics;
    metrics.received(settled());
    metrics.received(settled());
    metrics.received({"2207", "shanghai", "in_doubt", 10s});
    metrics.sent(settled());
    check_line(metrics, R"(gateway_requests_total{infno="2207",outcome="ok",peer="shanghai"} 2)");
    check_line(metrics, R"(gateway_requests_total{infno="2207",outcome="in_doubt",peer="shanghai"} 1)");
    check_line(metrics, R"(gateway_peer_requests_total{infno="2207",outcome="ok",peer="shanghai"} 1)");
}

BOOST_AUTO_TEST_CASE(durations_fall_into_buckets_of_seconds) {
    Metrics metrics;
    metrics.received(settled());
    check_line(metrics, R"(gateway_request_seconds_bucket{infno="2207",peer="shanghai",le="0.025"} 0)");
    check_line(metrics, R"(gateway_request_seconds_bucket{infno="2207",peer="shanghai",le="0.05"} 1)");
    check_line(metrics, R"(gateway_request_seconds_count{infno="2207",peer="shanghai"} 1)");
}

BOOST_AUTO_TEST_CASE(gauges_are_there_before_anybody_sets_them) {
    Metrics metrics;
    for (const char* line : {R"(gateway_unresolved_settlements{state="in_doubt"} 0)", "gateway_outbox_rows 0",
                             "gateway_outbox_parked_rows 0", "gateway_oldest_doubt_seconds 0",
                             "gateway_doubts_past_alarm 0", "gateway_commit_groups_total 0",
                             "gateway_grouped_writes_total 0", "gateway_database_queue 0", "gateway_open_alarms 0"})
        check_line(metrics, line);
    metrics.set_in_doubt(7);
    metrics.set_certificate_end("crl", std::chrono::system_clock::time_point(1'600'000'000s));
    check_line(metrics, R"(gateway_unresolved_settlements{state="in_doubt"} 7)");
    check_line(metrics, R"(gateway_certificate_end_seconds{name="crl"} 1600000000)");
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_hand_and_how_old_it_is_are_figures) {
    Metrics metrics;
    metrics.set_parked(2);
    metrics.set_oldest_doubt(90'500ms);
    metrics.set_doubts_past_alarm(1);
    check_line(metrics, "gateway_outbox_parked_rows 2");
    check_line(metrics, "gateway_oldest_doubt_seconds 90.5");
    check_line(metrics, "gateway_doubts_past_alarm 1");
    metrics.set_oldest_doubt(0ms);
    check_line(metrics, "gateway_oldest_doubt_seconds 0");
}

BOOST_AUTO_TEST_CASE(group_commits_are_told_as_they_stand_and_never_fall) {
    Metrics metrics;
    metrics.set_group_commits({.groups = 3, .writes = 40});
    metrics.set_group_commits({.groups = 5, .writes = 42});
    check_line(metrics, "gateway_commit_groups_total 5");
    check_line(metrics, "gateway_grouped_writes_total 42");
    metrics.set_group_commits({.groups = 4, .writes = 42});
    check_line(metrics, "gateway_commit_groups_total 5");
}

BOOST_AUTO_TEST_CASE(a_caller_cannot_fill_the_registry_with_numbers_of_its_own) {
    Metrics metrics;
    for (int i = 0; i < 5'000; ++i)
        metrics.received(settled(std::to_string(1'000 + i)));
    metrics.received(settled("evil\"\n"));
    metrics.received(settled("1101 "));
    const std::string text = metrics.text();
    const std::regex series("gateway_requests_total\\{");
    BOOST_CHECK_EQUAL(std::distance(std::sregex_iterator(text.begin(), text.end(), series), {}), 65);
    check_line(metrics, R"(gateway_requests_total{infno="other",outcome="ok",peer="shanghai"} 4938)");
}

BOOST_AUTO_TEST_CASE(every_figure_is_documented) {
    Metrics metrics;
    metrics.received(settled());
    metrics.sent(settled());
    metrics.set_certificate_end("crl", {});
    metrics.count_refused_connection("delta");
    metrics.count_day_closed("agreed");
    metrics.count_busy("shanghai", "queue_full");
    std::ifstream stream(std::string(CLEARING_SOURCE_DIR) + "/gateway/docs/operations.md");
    const std::string document{std::istreambuf_iterator<char>(stream), {}};
    const std::string text = metrics.text();
    const std::regex type("# TYPE ([a-z_]+) ");
    int figures = 0;
    for (std::sregex_iterator it(text.begin(), text.end(), type), end; it != end; ++it, ++figures)
        BOOST_CHECK_MESSAGE(document.find("`" + (*it)[1].str() + "`") != std::string::npos, (*it)[1]);
    BOOST_CHECK_EQUAL(figures, 19);
}
