#pragma once

#include "tests/simulation/network.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace clearing::simulation {

struct PlannedCharge {
    std::int64_t fen = 0;
    Millis comes_after = 0;
    std::optional<Millis> withdrawn_after;  ///< from when it is there; nothing: it stays
};

/// Charges a stay while its bills are made: a line is uploaded until it is there; one that was a mistake is withdrawn
/// again, unless a settlement has it by then: that one keeps it.
class Ward {
public:
    Ward(Schedule& schedule, Network& network, Party party, std::vector<Party> gateways)
        : schedule_(schedule), network_(network), party_(party), gateways_(std::move(gateways)) {}

    /// `about`: the stay, as every question names it. The charges come after this moment.
    void begin(Question about, const std::vector<PlannedCharge>& charges);
    /// Everything has come that will, also late copies of what was asked: one of an upload may bring a line back that
    /// was withdrawn since.
    bool is_silent() const;
    const std::vector<std::string>& complaints() const { return complaints_; }

private:
    enum class Stage : std::uint8_t { uploading, withdrawing, done };
    struct Charge {
        FeeRow line;
        std::optional<Millis> withdrawn_after;
        Stage stage{};
        std::uint64_t question = 0;
    };

    void go_on_after(Charge& charge, Millis span);
    void ask(Charge& charge);
    void on_answer(Charge& charge, const Answer* answer);
    void on_uploaded(Charge& charge, const Answer& answer);
    void on_withdrawn(Charge& charge, const Answer& answer);
    void end(Charge& charge);

    Schedule& schedule_;
    Network& network_;
    Party party_;
    std::vector<Party> gateways_;
    Question about_;
    std::deque<Charge> charges_;
    Millis last_asked_at_ = 0;
    std::vector<std::string> complaints_;
};

}  // namespace clearing::simulation
