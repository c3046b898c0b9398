#pragma once

#include "sim-peers/journal.hpp"
#include "sim-peers/national/treating_side.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace clearing::peers {

/// How the roles live through a kill: the requests that changed a centre are played to it again in their order, each at
/// its own time and with the numbers it had then, so that it gives the same ids; what a treating side had on its way is
/// asked for again.
class Memory {
public:
    /// What there is to put back. Set once the roles are built.
    struct Parts {
        std::map<std::string, long long*> serials;  ///< the running numbers of ids
        Clock* clock = nullptr;
        std::function<void(const std::string& message, bool unbalanced)> delta;
        std::function<void(const std::string& role, const std::string& body, bool unbalanced)> national;
        std::function<void(Record)> shanghai_record;
        std::function<void(std::string day)> shanghai_closed;
        std::function<void(Record, const Json& setlinfo)> beijing_treated;
    };
    /// A settlement or cancel of Beijing's that was sent and whose answer was not seen.
    struct OnItsWay {
        std::string body;
        Record record;
    };

    explicit Memory(Journal& journal) : journal_(journal) {}
    void put_together(Parts parts) { parts_ = std::move(parts); }
    bool is_on() const { return journal_.is_on(); }

    // What is played again by carrying it out: until it is carried out now, the clock stands.
    [[nodiscard]] Clock::Standstill keep_delta(const std::string& message, bool unbalanced);
    [[nodiscard]] Clock::Standstill keep_national(const std::string& role, const std::string& body, bool unbalanced);
    [[nodiscard]] Clock::Standstill keep_beijing_treated(const std::string& key, const Json& setlinfo);
    // What is put back as it is.
    void keep_clock();
    void keep_shanghai_record(const Record& record);
    void keep_shanghai_closed(const std::string& day);
    void keep_beijing_sending(const Record& record, const std::string& body);

    /// Answers what Beijing has to ask for again.
    std::vector<OnItsWay> play_again(const std::vector<Json>& entries);

private:
    Json entry(const char* what) const;
    void put_back_numbers(const Json& entry);

    Journal& journal_;
    Parts parts_;
};

}  // namespace clearing::peers
