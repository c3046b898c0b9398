#pragma once

#include "tests/system/claim.hpp"
#include "tests/system/world.hpp"

#include <list>
#include <map>
#include <memory>
#include <string>

namespace clearing::test {

/// One bill as the hospital knows it.
struct Bill {
    enum class State : std::uint8_t {
        preparing,  ///< person, registration, lines
        settling,   ///< asked for, and no final answer yet
        paid,       ///< the gateway said yes
        undoing,    ///< it was a mistake: its cancel or its reverse was asked for, and no final answer yet
        cancelled,  ///< the gateway said yes to the cancel
        reversed,   ///< … to the reverse
        refused,    ///< the gateway said no for good
        abandoned,  ///< refused before anything could be settled
    };
    explicit Bill(Care care) : visit(care) {}

    Visit visit;
    State state = State::preparing;
    std::string settlement_id;  ///< of the yes
    std::string message_id;     ///< that the yes was given to
    std::string last_code;      ///< of the last answer that was no
    std::string last_no;        ///< its words, after the message it was given to
    int times_asked = 0;        ///< the settlement, over all its message ids
    std::chrono::steady_clock::time_point begun_at, paid_at;

    bool was_paid() const { return !settlement_id.empty(); }
    /// As its hospital wanted it: settled, or settled and undone.
    bool ended_well() const { return state == State::paid || state == State::cancelled || state == State::reversed; }
};

/// Hospitals that do what real ones should: whatever is not final is asked again under the same message id; a message
/// that came to be reversed is followed by a new one for the same bill. Until the answer is final nothing is believed.
/// Keeps a book of the answers it got.
class Hospital {
public:
    /// `port`: the local bureau's door, or a line to it.
    Hospital(World& world, unsigned short port);
    ~Hospital();

    /// `workers` bills at a time, one after the other, until enough() is called.
    void begin(std::size_t workers);
    /// From now on every fifth bill that is paid is cancelled, and every seventh reversed.
    static constexpr std::size_t cancels_each = 5;
    void undo_some() { undoes_ = true; }
    void enough() { enough_ = true; }
    /// Everything begun is final. Drives the loop; answers whether it came to be within `limit`.
    bool finish(std::chrono::milliseconds limit);
    /// Lets all coroutines of the world go on for so long.
    void go_on_for(std::chrono::milliseconds time);

    const std::list<Bill>& bills() const { return bills_; }
    std::size_t paid() const { return paid_; }
    /// Questions that got no answer at all.
    std::size_t silences() const { return silences_; }

private:
    boost::asio::awaitable<void> work(std::size_t number);
    boost::asio::awaitable<void> treat(Bill* bill);
    boost::asio::awaitable<bool> prepare(Bill* bill);
    boost::asio::awaitable<void> settle(Bill* bill);
    boost::asio::awaitable<void> undo(Bill* bill, std::size_t number);
    boost::asio::awaitable<void> cancel(Bill* bill);
    boost::asio::awaitable<void> reverse(Bill* bill);
    boost::asio::awaitable<Reply> ask_until_final(Bill* bill, std::string body);
    boost::asio::awaitable<void> pause();

    World& world_;
    std::unique_ptr<http::Client> client_;
    std::list<Bill> bills_;
    std::size_t running_ = 0, paid_ = 0, silences_ = 0;
    bool enough_ = false, stopped_ = false, undoes_ = false;
};

/// A call of the peers' control socket that runs while the test goes on.
class PeersCall {
public:
    PeersCall(World& world, std::string path, std::string body);
    ~PeersCall();
    bool is_done() const;
    /// Drives the loop until it is done, at most `limit`; an object with "error" when the peers did not answer.
    json::Value answer(std::chrono::milliseconds limit);

private:
    struct Shared;
    World& world_;
    std::shared_ptr<Shared> shared_;
};

/// Drives the world's loop until `holds`, at most `limit`. Answers whether it came to hold.
bool drive_until(World& world, const std::function<bool()>& holds, std::chrono::milliseconds limit);

}  // namespace clearing::test
