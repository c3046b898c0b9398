#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace clearing::metrics {

/// One answered request: of a caller to us, or of ours to a peer.
struct Request {
    std::string infno;    ///< "2207"; what is no transaction number counts as "other"
    std::string peer;     ///< "local-bureau", "shanghai"
    std::string outcome;  ///< "ok", "refused", "unavailable", "in_doubt", "not_sent", "silence"
    std::chrono::steady_clock::duration duration{};
};

/// Writes that were committed together; since the start.
struct GroupCommits {
    std::size_t groups = 0;
    std::size_t writes = 0;
};

/// Where a prefund stands, in fen: shown on a graph, never reckoned with.
struct Prefund {
    std::string_view counterparty, direction;
    long long held = 0;
    long long exposure = 0;
};

/// Figures of the running process, for Prometheus. Names and meanings stand in gateway/docs/operations.md. Safe to call
/// from any thread.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    void received(const Request& request);  ///< a caller's, answered by us
    void sent(const Request& request);      ///< ours, answered by a peer (or not)

    void set_in_doubt(long long settlements);
    void set_reversing(long long settlements);
    void set_oldest_doubt(std::chrono::milliseconds age);  ///< zero: nothing is open
    void set_doubts_past_alarm(long long settlements);
    void set_outbox(long long rows);
    void set_parked(long long rows);
    void set_alarms(long long open);
    void set_clock_put_back(std::chrono::milliseconds by);  ///< zero: business time is the machine's
    void set_database_queue(long long waiting);
    void set_group_commits(const GroupCommits& so_far);
    void set_requests(long long in_progress, long long waiting);
    /// Sent away before anything was kept or done.
    void count_busy(std::string_view peer, std::string_view reason);
    /// `name`: "gateway", "crl", a peer's name.
    void set_certificate_end(std::string_view name, std::chrono::system_clock::time_point end);
    void count_refused_connection(std::string_view listener);
    void set_prefund(const Prefund& prefund);
    void count_day_closed(std::string_view outcome);
    void count_alarm(std::string_view kind);
    void count_task(std::string_view task, std::string_view outcome);

    /// The text format of Prometheus.
    std::string text() const;
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace clearing::metrics
