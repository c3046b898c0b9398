#include "gateway/infra/metrics/metrics.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace clearing::metrics {
namespace {

using Counters = prometheus::Family<prometheus::Counter>;
using Gauges = prometheus::Family<prometheus::Gauge>;
using Histograms = prometheus::Family<prometheus::Histogram>;

/// Seconds, from a fast local answer to the longest deadline.
const prometheus::Histogram::BucketBoundaries duration_buckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                               0.25,  0.5,    1,     2.5,  5,     10,   30};
/// The transactions of the format are fewer; a caller must not fill the registry with numbers of its own.
constexpr std::size_t most_transactions = 64;

bool is_transaction_number(std::string_view infno) {
    if (infno.size() == 5 && infno.back() == 'A') infno.remove_suffix(1);
    return infno.size() == 4 && std::ranges::all_of(infno, [](char c) { return c >= '0' && c <= '9'; });
}

void raise_to(prometheus::Counter& counter, std::size_t value) {
    counter.Increment(std::max(0.0, static_cast<double>(value) - counter.Value()));
}

template <class Builder>
auto& family(Builder builder, prometheus::Registry& registry, const char* name, const char* help) {
    return builder.Name(name).Help(help).Register(registry);
}

}  // namespace

struct Metrics::Families {
    prometheus::Registry registry;

    Counters& received = family(prometheus::BuildCounter(), registry, "gateway_requests_total", "Requests answered");
    Histograms& received_seconds =
        family(prometheus::BuildHistogram(), registry, "gateway_request_seconds", "Time to the answer");
    Counters& sent = family(prometheus::BuildCounter(), registry, "gateway_peer_requests_total", "Requests to peers");
    Histograms& sent_seconds =
        family(prometheus::BuildHistogram(), registry, "gateway_peer_request_seconds", "Time to a peer's answer");
    Counters& refused_connections = family(prometheus::BuildCounter(), registry, "gateway_refused_connections_total",
                                           "Connections that did not come to be");
    Counters& days =
        family(prometheus::BuildCounter(), registry, "gateway_day_closes_total", "Closes of clearing days");
    Counters& told_alarms = family(prometheus::BuildCounter(), registry, "gateway_alarms_total",
                                   "Alarms, each time they are said until somebody acknowledges");
    Counters& tasks =
        family(prometheus::BuildCounter(), registry, "gateway_task_runs_total", "Runs of the daemon's own tasks");
    Gauges& settlements =
        family(prometheus::BuildGauge(), registry, "gateway_unresolved_settlements", "Settlements without an end");
    Gauges& oldest_doubt =
        family(prometheus::BuildGauge(), registry, "gateway_oldest_doubt_seconds", "Age of the oldest open outcome");
    Gauges& doubts_past_alarm =
        family(prometheus::BuildGauge(), registry, "gateway_doubts_past_alarm", "Open outcomes past their alarm");
    Gauges& clock_put_back = family(prometheus::BuildGauge(), registry, "gateway_clock_put_back_seconds",
                                    "How far the machine's clock is behind business time");
    Gauges& prefund_held =
        family(prometheus::BuildGauge(), registry, "gateway_prefund_held_fen", "Prefund held, in fen");
    Gauges& prefund_exposure = family(prometheus::BuildGauge(), registry, "gateway_prefund_exposure_fen",
                                      "Reserved, and booked but not paid, in fen");
    Gauges& outbox = family(prometheus::BuildGauge(), registry, "gateway_outbox_rows", "Rows that wait to be sent");
    Gauges& parked =
        family(prometheus::BuildGauge(), registry, "gateway_outbox_parked_rows", "Rows that wait for a hand");
    Gauges& alarms = family(prometheus::BuildGauge(), registry, "gateway_open_alarms", "Alarms nobody acknowledged");
    Gauges& database_queue =
        family(prometheus::BuildGauge(), registry, "gateway_database_queue", "Work that waits for a connection");
    Counters& commit_groups =
        family(prometheus::BuildCounter(), registry, "gateway_commit_groups_total", "Commits that writes shared");
    Counters& grouped_writes =
        family(prometheus::BuildCounter(), registry, "gateway_grouped_writes_total", "Writes that shared a commit");
    Gauges& requests =
        family(prometheus::BuildGauge(), registry, "gateway_requests", "Requests in progress or waiting for a place");
    Counters& busy = family(prometheus::BuildCounter(), registry, "gateway_busy_total",
                            "Requests sent away before anything was done");
    Gauges& certificates = family(prometheus::BuildGauge(), registry, "gateway_certificate_end_seconds",
                                  "End of validity, seconds since 1970");

    std::mutex mutex;
    std::set<std::string, std::less<>> transactions;

    std::string label_of(const std::string& infno) {
        if (!is_transaction_number(infno)) return "other";
        const std::lock_guard lock(mutex);
        if (transactions.contains(infno)) return infno;
        if (transactions.size() >= most_transactions) return "other";
        transactions.insert(infno);
        return infno;
    }

    void count(Counters& counters, Histograms& seconds, const Request& request) {
        const std::string infno = label_of(request.infno);
        counters.Add({{"infno", infno}, {"peer", request.peer}, {"outcome", request.outcome}}).Increment();
        seconds.Add({{"infno", infno}, {"peer", request.peer}}, duration_buckets)
            .Observe(std::chrono::duration<double>(request.duration).count());
    }
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {
    // Gauges that nobody has set yet must be there: an alarm on a missing figure never fires.
    set_in_doubt(0);
    set_reversing(0);
    set_oldest_doubt({});
    set_doubts_past_alarm(0);
    set_outbox(0);
    set_parked(0);
    set_alarms(0);
    set_clock_put_back({});
    set_database_queue(0);
    set_requests(0, 0);
    set_group_commits({});
}

Metrics::~Metrics() = default;

void Metrics::received(const Request& request) {
    families_->count(families_->received, families_->received_seconds, request);
}

void Metrics::sent(const Request& request) {
    families_->count(families_->sent, families_->sent_seconds, request);
}

void Metrics::set_in_doubt(long long settlements) {
    families_->settlements.Add({{"state", "in_doubt"}}).Set(static_cast<double>(settlements));
}

void Metrics::set_reversing(long long settlements) {
    families_->settlements.Add({{"state", "reversing"}}).Set(static_cast<double>(settlements));
}

void Metrics::set_oldest_doubt(std::chrono::milliseconds age) {
    families_->oldest_doubt.Add({}).Set(std::chrono::duration<double>(age).count());
}

void Metrics::set_clock_put_back(std::chrono::milliseconds by) {
    families_->clock_put_back.Add({}).Set(std::chrono::duration<double>(by).count());
}

void Metrics::set_doubts_past_alarm(long long settlements) {
    families_->doubts_past_alarm.Add({}).Set(static_cast<double>(settlements));
}

void Metrics::set_prefund(const Prefund& prefund) {
    const prometheus::Labels labels{{"counterparty", std::string(prefund.counterparty)},
                                    {"direction", std::string(prefund.direction)}};
    families_->prefund_held.Add(labels).Set(static_cast<double>(prefund.held));
    families_->prefund_exposure.Add(labels).Set(static_cast<double>(prefund.exposure));
}

void Metrics::set_outbox(long long rows) {
    families_->outbox.Add({}).Set(static_cast<double>(rows));
}

void Metrics::set_parked(long long rows) {
    families_->parked.Add({}).Set(static_cast<double>(rows));
}

void Metrics::set_alarms(long long open) {
    families_->alarms.Add({}).Set(static_cast<double>(open));
}

void Metrics::set_database_queue(long long waiting) {
    families_->database_queue.Add({}).Set(static_cast<double>(waiting));
}

void Metrics::set_group_commits(const GroupCommits& so_far) {
    raise_to(families_->commit_groups.Add({}), so_far.groups);
    raise_to(families_->grouped_writes.Add({}), so_far.writes);
}

void Metrics::set_requests(long long in_progress, long long waiting) {
    families_->requests.Add({{"state", "in_progress"}}).Set(static_cast<double>(in_progress));
    families_->requests.Add({{"state", "waiting"}}).Set(static_cast<double>(waiting));
}

void Metrics::count_busy(std::string_view peer, std::string_view reason) {
    families_->busy.Add({{"peer", std::string(peer)}, {"reason", std::string(reason)}}).Increment();
}

void Metrics::set_certificate_end(std::string_view name, std::chrono::system_clock::time_point end) {
    families_->certificates.Add({{"name", std::string(name)}})
        .Set(std::chrono::duration<double>(end.time_since_epoch()).count());
}

void Metrics::count_refused_connection(std::string_view listener) {
    families_->refused_connections.Add({{"listener", std::string(listener)}}).Increment();
}

void Metrics::count_day_closed(std::string_view outcome) {
    families_->days.Add({{"outcome", std::string(outcome)}}).Increment();
}

void Metrics::count_alarm(std::string_view kind) {
    families_->told_alarms.Add({{"kind", std::string(kind)}}).Increment();
}

void Metrics::count_task(std::string_view task, std::string_view outcome) {
    families_->tasks.Add({{"task", std::string(task)}, {"outcome", std::string(outcome)}}).Increment();
}

std::string Metrics::text() const {
    return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace clearing::metrics
