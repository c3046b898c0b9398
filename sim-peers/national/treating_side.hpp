#pragma once

#include "sim-peers/national/envelope.hpp"
#include "sim-peers/stories.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

namespace clearing::http {
class Client;
}

namespace clearing::peers::national {

/// What came of one request over HTTP. `reply` is absent when the outcome is unknown or nothing was sent.
struct Exchange {
    std::optional<Reply> reply;
    bool sent = false;
    std::string failure;
    long long milliseconds = 0;
};

/// The treating side of the national format: hospitals behind the local bureau, or Beijing behind the hub. It writes
/// the messages of a visit and keeps to what real ones do: asks again under the same id when the outcome is unknown.
class TreatingSide {
public:
    struct Options {
        std::string name;  ///< of the sending system, as opter_name
        std::string path = "/fsi/api/rsfComIfsService";
        std::chrono::milliseconds limit{15'000};
        bool states_split = false;  ///< its lines carry their split (a centre's do, a hospital's do not)
        int ask_again = 20;         ///< how often an in-doubt or unavailable settlement is asked for again
        std::chrono::milliseconds ask_again_after{500};
    };
    TreatingSide(http::Client& client, const Catalog& catalog, const Clock& clock, Options options);

    /// Plays the steps; `progress` is read and continued. Result: {steps:[…], outcome, …ids and amounts}.
    boost::asio::awaitable<Json> play(const Story& story, const Person& person, VisitProgress& progress);

    /// Sends any envelope as it is.
    boost::asio::awaitable<Exchange> send(std::string body);

    /// Called with every booked settlement and cancel, for the book of the treating region.
    std::function<void(const Story&, const Person&, const StoryStep&, const VisitProgress&, const Json& setlinfo)>
        on_booked;
    /// Called before a settlement or cancel is sent.
    std::function<void(const Story&, const Person&, const StoryStep&, const VisitProgress&, const std::string& body)>
        on_sending;

private:
    boost::asio::awaitable<Json> play_step(const Story& story, const Person& person, const StoryStep& step,
                                           VisitProgress& progress);
    std::string body_of(const Story& story, const Person& person, const StoryStep& step, VisitProgress& progress,
                        std::string& msgid);
    Json input_of(const Story& story, const Person& person, const StoryStep& step, const VisitProgress& progress) const;
    void learn(const StoryStep& step, const Reply& reply, VisitProgress& progress) const;
    std::string new_msgid(const std::string& institution);

    http::Client& client_;
    const Catalog& catalog_;
    const Clock& clock_;
    Options options_;
    long long serial_ = 0;
};

}  // namespace clearing::peers::national
