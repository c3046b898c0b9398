#pragma once

#include "tests/simulation/process.hpp"
#include "tests/simulation/schedule.hpp"
#include "tests/simulation/wire.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace clearing::simulation {

/// What may happen to what is sent, in parts of ten thousand each.
struct Weather {
    int lose = 0;       ///< a request or an answer is gone; nobody is told
    int cut = 0;        ///< the connection breaks; the asker is told; what was sent may arrive yet
    int duplicate = 0;  ///< a request arrives once more, possibly much later
    int hold_up = 0;    ///< a request or an answer takes very long: it is overtaken
    Millis longest_hold_up = 30 * second;
    Millis usual_latency = 15;
};

enum class Road : std::uint8_t { open, refused, swallowed };

class Network;

/// The way back of one arrived request. May be used once, by whoever works on it, however late.
class Reply {
public:
    void operator()(Answer answer) const;

private:
    friend class Network;
    struct Exchange;
    Reply(Network& network, std::shared_ptr<Exchange> exchange) : network_(&network), exchange_(std::move(exchange)) {}

    Network* network_;
    std::shared_ptr<Exchange> exchange_;
};

/// A party as the network knows it.
class Endpoint {
public:
    virtual ~Endpoint() = default;
    virtual bool is_up() const = 0;
    virtual void receive(Party from, QuestionPtr question, Reply reply) = 0;
};

/// Point to point, mutually authenticated connections: a message that was answered "nothing happened" does not come a
/// second time (a replay inside a TLS connection is impossible); every other request may be lost, held up, doubled,
/// overtaken, or arrive after its connection broke.
class Network {
public:
    using Landed = std::move_only_function<void(Wakeup)>;

    explicit Network(Schedule& schedule) : schedule_(schedule) {}

    Weather weather;

    void connect(Party party, Endpoint& endpoint) { endpoints_[party] = &endpoint; }
    void set_road(Party one, Party other, Road road);
    void open_all_roads() { roads_.clear(); }

    /// `landed` is called at most once; never, when nothing comes back. The asker's own timer ends its waiting.
    void ask(Party from, Party to, QuestionPtr question, Landed landed);
    /// Whoever waits for this party may learn that its connection broke.
    void party_crashed(Party party);

private:
    friend class Reply;
    using Exchange = Reply::Exchange;

    Road road(Party one, Party other) const;
    Millis latency();
    void send(std::shared_ptr<Exchange> exchange);
    void deliver(std::shared_ptr<Exchange> exchange, bool copy);
    void answer(std::shared_ptr<Exchange> exchange, Answer answer);
    void land(const std::shared_ptr<Exchange>& exchange, Wakeup wakeup);
    void land_after(Millis span, std::shared_ptr<Exchange> exchange, Wakeup wakeup);

    Schedule& schedule_;
    std::map<Party, Endpoint*> endpoints_;
    std::map<std::pair<Party, Party>, Road> roads_;
    std::vector<std::weak_ptr<Exchange>> under_way_;
};

}  // namespace clearing::simulation
