#include "adapters/national_format/sign_in.hpp"

#include "adapters/national_format/body.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::national_format {

using ports::awaitable;

namespace {

namespace asio = boost::asio;

/// A question spends at most this part of its time on the sign-in.
constexpr int part_of_the_time = 4;
/// In less no answer comes, and one that fails is not tried again at once.
constexpr std::chrono::milliseconds least_worth_asking{100};

Result<std::string> read_sign_number(const json::Value& output) {
    return read_output<std::string>(output, [](Node& root, std::string& number) {
        Node node = root.child("signinoutb", Need::required);
        if (node.exists()) node.read_text({.name = "sign_no", .length = 64, .need = Need::required}, number);
    });
}

}  // namespace

/// One asks at a time; whoever waited for it goes on, whatever became of it.
class SignIn::Asking {
public:
    explicit Asking(std::shared_ptr<Turn> turn) : turn_(std::move(turn)) { turn_->taken = true; }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    ~Asking() {
        turn_->taken = false;
        for (const auto& timer : std::exchange(turn_->waiting, {}))
            timer->cancel();
    }

private:
    std::shared_ptr<Turn> turn_;
};

bool says_not_signed_in(const ResponseEnvelope& answer) {
    return answer.code != 0 && answer.error_text.contains("签到");
}

bool SignIn::is_in_force() {
    return !number_.empty() && day_ == local_date(exchange_.clock().now());
}

void SignIn::forget(const std::string& number) {
    if (number == number_) number_.clear();
}

RequestEnvelope SignIn::question(std::string infno, const std::string& node, json::Value input) {
    constexpr std::size_t msgid_length = 30;
    RequestEnvelope envelope;
    envelope.header.infno = std::move(infno);
    envelope.header.message.text = randomness_.letters(msgid_length);
    envelope.header.treatment_division = settings_.own_region;
    envelope.header.institution = settings_.agency;
    envelope.header.operator_type = "1";
    envelope.header.operator_code = settings_.operator_code;
    envelope.input.set(node, std::move(input));
    return envelope;
}

awaitable<void> SignIn::ask(std::chrono::milliseconds limit) {
    const Asking asking(turn_);
    // It is good for the day on which it was asked for: around midnight the next question asks anew.
    const Date day = local_date(exchange_.clock().now());
    const auto deadline = exchange_.clock().steady() + std::min(limit, settings_.limit);
    std::vector<std::string> no_words;
    json::Value who;
    who.set("opter_no", settings_.operator_code);
    who.set("mac", settings_.mac);
    who.set("ip", settings_.ip);
    RequestEnvelope asked = question("9001", "signIn", std::move(who));
    auto answer = co_await exchange_.ask(std::move(asked), deadline, Effect::none, std::move(no_words));
    auto number = answer ? read_sign_number(answer->output) : fail(answer.error());
    if (!number) {
        not_before_ = exchange_.clock().steady() + settings_.pause;
        tell_(exchange_.peer().name, fail(number.error()));
        co_return;
    }
    number_ = std::move(*number);
    day_ = day;
    tell_(exchange_.peer().name, {});
}

awaitable<void> SignIn::wait_for_who_asks(std::chrono::milliseconds limit) {
    const auto executor = co_await asio::this_coro::executor;
    // Shared: whoever waits may be cut off meanwhile.
    const auto timer = std::make_shared<asio::steady_timer>(executor, limit);
    turn_->waiting.push_back(timer);
    boost::system::error_code woken;
    co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

awaitable<std::string> SignIn::number(std::chrono::steady_clock::time_point deadline) {
    if (is_in_force()) co_return number_;
    const auto now = exchange_.clock().steady();
    const auto share = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now) / part_of_the_time;
    if (turn_->taken)
        co_await wait_for_who_asks(std::max(share, std::chrono::milliseconds::zero()));
    else if (share >= least_worth_asking && now >= not_before_ && !is_over_)
        co_await ask(share);
    co_return is_in_force() ? number_ : std::string();
}

awaitable<Result<bool>> SignIn::sign_out(std::chrono::milliseconds limit) {
    is_over_ = true;
    // One of yesterday has ended by itself.
    if (!is_in_force()) co_return false;
    const std::string number = std::exchange(number_, {});
    const auto deadline = exchange_.clock().steady() + limit;
    std::vector<std::string> no_words;
    json::Value who;
    who.set("sign_no", number);
    who.set("opter_no", settings_.operator_code);
    RequestEnvelope asked = question("9002", "signOut", std::move(who));
    asked.header.sign_no = number;
    auto answer = co_await exchange_.ask(std::move(asked), deadline, Effect::none, std::move(no_words));
    if (!answer) co_return fail(answer.error());
    co_return true;
}

}  // namespace clearing::national_format
