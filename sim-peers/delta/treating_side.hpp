#pragma once

#include "sim-peers/books.hpp"
#include "sim-peers/clock.hpp"
#include "sim-peers/delta/adjustments.hpp"
#include "sim-peers/delta/client.hpp"
#include "sim-peers/delta/day.hpp"
#include "sim-peers/delta/narrowing.hpp"
#include "sim-peers/stories.hpp"

#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

namespace clearing::peers::delta {

/// Shanghai as the treating side of the Delta protocol: its hospitals' bills of Ningbo people go to the Ningbo gateway,
/// its days are closed with it. Keeps its lines in Shanghai's own book. Outcomes that are unknown are asked for, never
/// sent again under a new id.
class TreatingSide {
public:
    TreatingSide(Client& client, Book& book, const Catalog& catalog, const Clock& clock, std::string own_division);

    boost::asio::awaitable<Json> play(const Story& story, const Person& person, VisitProgress& progress);

    /// Closes `day` (switching the open day on), compares, asks for details where the gateway's view differs, and
    /// proposes the statement of what agrees. Result: equal, roots, cells, differences, statement.
    boost::asio::awaitable<Json> close_day(std::string day);

    /// Asks the partner to take an adjustment in: {settlement_id, reason, origin, bearer, amounts: {hifp: "10.00"}}.
    /// The same again asks again. Result: origin, day, outcome (accepted, refused, no answer), error. It is not
    /// remembered over a kill: the partner answers what it has taken in.
    boost::asio::awaitable<Json> adjust(Json order);
    const AdjustmentBook& adjustments() const { return adjustments_; }

    /// Today, or the first day after it that is not closed.
    std::string open_day() const;

    /// For a load generator, which sends by itself: the request of one step …
    pb::Envelope request_of(const Story& story, const Person& person, const StoryStep& step, VisitProgress& progress);
    /// … and the record of a settlement or cancel that is about to be sent, in doubt until it is answered.
    Record& intend(const Story& story, const Person& person, const VisitProgress& progress,
                   const pb::Envelope& request);
    std::string new_id(const char* kind);

    /// Told of every record that came or changed, and of every day that closed, before anybody else is.
    std::function<void(const Record&)> on_change;
    std::function<void(const std::string& day)> on_close;
    /// From a journal.
    void put_back(Record record);
    void put_back_closed(const std::string& day) { closed_.close(own_division_, day); }
    /// Asks for what was on its way when the process ended, until it is known.
    boost::asio::awaitable<void> resume();

private:
    void changed(const Record& record) const {
        if (on_change) on_change(record);
    }
    boost::asio::awaitable<Json> play_step(const Story& story, const Person& person, const StoryStep& step,
                                           VisitProgress& progress);
    boost::asio::awaitable<Called> send(pb::Envelope envelope);
    boost::asio::awaitable<Called> send_until_known(pb::Envelope envelope, Record& record);
    boost::asio::awaitable<void> resolve_in_doubt();
    boost::asio::awaitable<std::vector<pb::DayLine>> their_lines(std::string day);

    /// Lines of ranges that differ, from both sides.
    struct Differing {
        std::vector<const Record*> ours;
        std::vector<pb::DayLine> theirs;
    };
    /// Nothing: the partner does not answer these questions.
    boost::asio::awaitable<std::optional<Differing>> narrow(std::string day, std::vector<const Record*> lines);
    boost::asio::awaitable<bool> narrow_group(std::string day, Group group, std::vector<const Record*> members,
                                              Differing& differing);
    boost::asio::awaitable<bool> read_range(std::string day, Group group, std::string after, std::string until,
                                            Differing& differing);
    template <class Body>
    void name_day(Body& body, const std::string& day) const;

    boost::asio::awaitable<Json> ask_about(pb::AdjustmentRequest request);
    /// False: one of the day is still without its answer.
    boost::asio::awaitable<bool> answer_all_of(std::string day);

    pb::Bill bill_of(const Story& story, const Person& person, const VisitProgress& progress) const;
    void write_person(const Story& story, const Person& person, pb::PersonRequest& request) const;
    void write_entitlement(const Story& story, const Person& person, pb::EntitlementRequest& request) const;
    void write_visit(const Story& story, const Person& person, pb::VisitAction action, VisitProgress& progress,
                     pb::VisitRequest& request);
    void write_settle(const Story& story, const Person& person, bool again, VisitProgress& progress,
                      pb::SettleRequest& request);
    void write_cancel(bool again, VisitProgress& progress, pb::CancelRequest& request);
    void write_reverse(VisitProgress& progress, pb::ReverseRequest& request);
    void write_fees(const Story& story, const VisitProgress& progress, pb::FeesRequest& request) const;
    pb::Envelope close_request(const std::string& day, const std::vector<const Record*>& lines) const;
    pb::Envelope statement_request(const std::string& day, const std::vector<const Record*>& lines,
                                   const std::vector<std::string>& disputed) const;
    void take_over(Record& record, const pb::Envelope& answer, VisitProgress& progress);

    Client& client_;
    Book& book_;
    const Catalog& catalog_;
    const Clock& clock_;
    std::string own_division_;
    ClosedDays closed_;
    AdjustmentBook adjustments_;
    long long serial_;
};

}  // namespace clearing::peers::delta
