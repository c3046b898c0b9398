#pragma once

#include "adapters/national_format/exchange.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

namespace clearing::national_format {

/// Who signs in (9001's input; interface/fields.md), as the platform has registered it.
struct SignInSettings {
    DivisionCode own_region;
    InstitutionCode agency;     ///< fixmedins_code [own]
    std::string operator_code;  ///< opter_no
    std::string mac;
    std::string ip;
    std::chrono::milliseconds limit{5'000};   ///< for its answer, whatever time its asker has
    std::chrono::milliseconds pause{30'000};  ///< after one that failed
};

/// Is told how each sign-in went.
using TellSignIn = std::function<void(const PeerName& peer, const Result<void>& signed_in)>;

/// Our being signed in to a platform (SETTLEMENT §4): 9001 before its first question of a Beijing day, and again once
/// it has said that we are not; 9002 when we leave. Whoever asks the platform shares one. A sign-in that fails keeps no
/// question back: a platform that does not insist serves us without. One executor, one thread.
class SignIn {
public:
    SignIn(Peer peer, SignInSettings settings, http::Client& client, ports::MessageLog& messages, ports::Clock& clock,
           ports::Digest& digest, ports::Randomness& randomness, TellSignIn tell)
        : exchange_(std::move(peer), client, messages, clock, digest),
          settings_(std::move(settings)),
          randomness_(randomness),
          tell_(std::move(tell)) {}

    /// The sign_no of a question that has until `deadline`; at most a quarter of that time is spent on signing in, or
    /// on waiting for another question that does. Empty: not signed in.
    ports::awaitable<std::string> number(std::chrono::steady_clock::time_point deadline);

    /// A question with this number was refused because nobody is signed in under it.
    void forget(const std::string& number);

    /// 9002, when the last question has its answer: nobody is signed in any more. True: we were. What is wrong with its
    /// answer changes nothing for us.
    ports::awaitable<Result<bool>> sign_out(std::chrono::milliseconds limit);

private:
    /// Who signs in and who waits for it; held by the one who does as well, who may outlive this.
    struct Turn {
        bool taken = false;
        std::vector<std::shared_ptr<boost::asio::steady_timer>> waiting;
    };
    class Asking;

    bool is_in_force();
    RequestEnvelope question(std::string infno, const std::string& node, json::Value input);
    ports::awaitable<void> ask(std::chrono::milliseconds limit);
    ports::awaitable<void> wait_for_who_asks(std::chrono::milliseconds limit);

    Exchange exchange_;
    SignInSettings settings_;
    ports::Randomness& randomness_;
    TellSignIn tell_;
    std::string number_;
    Date day_{};  ///< that it is good for
    std::chrono::steady_clock::time_point not_before_{};
    bool is_over_ = false;  ///< nobody is to be signed in any more
    std::shared_ptr<Turn> turn_ = std::make_shared<Turn>();
};

/// A platform's no that is about the sign-in and not about the question: nothing was done.
bool says_not_signed_in(const ResponseEnvelope& answer);

}  // namespace clearing::national_format
