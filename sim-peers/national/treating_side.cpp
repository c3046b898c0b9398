#include "sim-peers/national/treating_side.hpp"

#include "gateway/infra/http/client.hpp"
#include "sim-peers/national/bodies.hpp"

#include <random>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::peers::national {
namespace {

namespace asio = boost::asio;

bool settles(const std::string& infno) {
    return infno == "2207" || infno == "2304" || infno == "2208" || infno == "2305" || infno == "2601";
}
bool cancels(const std::string& infno) {
    return infno == "2208" || infno == "2305";
}

/// The body's node that `tamper` changes: of a list, its first row.
Json tampered(Json input, const Json& tamper, const VisitProgress& progress) {
    if (!tamper.is_object() || input.members().empty()) return input;
    const std::string name = input.members().front().first;
    Json node = input.members().front().second;
    Json& target = node.is_array() ? node.items().front() : node;
    for (const auto& [key, value] : tamper.members()) {
        const std::string text = value.text();
        const auto named =
            text.starts_with("$") ? progress.message_ids.find(text.substr(1)) : progress.message_ids.end();
        target.set(key, named == progress.message_ids.end() ? value : Json(named->second));
    }
    input.set(name, std::move(node));
    return input;
}

long long since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
}

/// Σ of the split columns of the answered lines; nothing when a line carries no readable amounts.
std::optional<Scope> scope_of_lines(const Json& result) {
    Scope sum;
    for (const auto& row : result.items()) {
        const auto amount = [&row](const char* name) {
            return read_fen(row.text(name).empty() ? "0" : row.text(name));
        };
        const auto total = amount("det_item_fee_sumamt"), full = amount("fulamt_ownpay_amt"),
                   over = amount("overlmt_amt"), first = amount("preselfpay_amt"), scope = amount("inscp_scp_amt");
        if (!total || !full || !over || !first || !scope) return std::nullopt;
        sum += Scope{*total, *full, *over, *first, *scope};
    }
    return sum;
}

}  // namespace

TreatingSide::TreatingSide(http::Client& client, const Catalog& catalog, const Clock& clock, Options options)
    : client_(client), catalog_(catalog), clock_(clock), options_(std::move(options)) {
    serial_ =
        static_cast<long long>(std::random_device{}() % 1'000'000);  // ids must differ from those of an earlier run
}

std::string TreatingSide::new_msgid(const std::string& institution) {
    static constexpr char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string tail;
    for (long long rest = ++serial_, i = 0; i < 4; ++i, rest /= 36)
        tail.insert(tail.begin(), digits[rest % 36]);
    return institution + clock_.compact() + tail;
}

asio::awaitable<Exchange> TreatingSide::send(std::string body) {
    Exchange exchange;
    http::Request request;
    request.method = "POST";
    request.path = options_.path;
    request.headers["content-type"] = "application/json; charset=utf-8";
    request.body = std::move(body);
    const auto begin = std::chrono::steady_clock::now();
    auto calling = client_.call(std::move(request), options_.limit);
    const auto response = co_await std::move(calling);
    exchange.milliseconds = since(begin);
    if (!response) {
        exchange.sent = response.error().kind == http::CallFailure::Kind::unknown;
        exchange.failure = response.error().reason;
        co_return exchange;
    }
    exchange.sent = true;
    auto reply = read_reply(response->body);
    if (reply) {
        exchange.reply = std::move(*reply);
    } else {
        exchange.failure = "HTTP " + std::to_string(response->status) + ", " + reply.error();
    }
    co_return exchange;
}

Json TreatingSide::input_of(const Story& story, const Person& person, const StoryStep& step,
                            const VisitProgress& progress) const {
    Json input = body_of_transaction(step.infno.substr(0, 4), story, person, progress, catalog_, options_.states_split);
    return tampered(std::move(input), step.tamper, progress);
}

std::string TreatingSide::body_of(const Story& story, const Person& person, const StoryStep& step,
                                  VisitProgress& progress, std::string& msgid) {
    const std::string infno = step.infno.substr(0, 4);
    if (step.same_msgid && progress.bodies.contains(infno) && !step.tamper.is_object()) {
        msgid = progress.message_ids[infno];
        return progress.bodies[infno];
    }
    if (!step.bill.empty()) progress.bill_no = step.bill;
    msgid = step.same_msgid ? progress.message_ids[infno] : new_msgid(story.institution);
    const Institution* institution = catalog_.institution(story.institution);
    Request request{step.infno,
                    msgid,
                    story.treatment_division,
                    story.insured_division,
                    story.institution,
                    institution ? institution->name : "",
                    input_of(story, person, step, progress)};
    std::string body = write_request(request, options_.name, clock_.now()).write();
    progress.message_ids[infno] = msgid;
    progress.bodies[infno] = body;
    return body;
}

void TreatingSide::learn(const StoryStep& step, const Reply& reply, VisitProgress& progress) const {
    const std::string infno = step.infno.substr(0, 4);
    const Json& output = reply.output;
    if (infno == "9001") progress.sign_no = output["signinoutb"].text("sign_no");
    if (infno == "1101") progress.person_number = output["baseinfo"].text("psn_no");
    if (infno == "2201") progress.visit_id = output["data"].text("mdtrt_id");
    if (infno == "2401") progress.visit_id = output["result"].text("mdtrt_id");
    if (infno == "2204" || infno == "2301") {
        if (const auto scope = scope_of_lines(output["result"])) {
            progress.scope = *scope;
            progress.has_scope = true;
        }
    }
    const bool is_settlement =
        infno == "2207" || infno == "2304" || infno == "2206" || infno == "2303" || cancels(infno);
    if (is_settlement) progress.last_split = output["setlinfo"];
    if (infno == "2207" || infno == "2304") progress.settlement_id = output["setlinfo"].text("setl_id");
    if (cancels(infno)) progress.cancel_id = output["setlinfo"].text("setl_id");
}

asio::awaitable<Json> TreatingSide::play_step(const Story& story, const Person& person, const StoryStep& step,
                                              VisitProgress& progress) {
    std::string msgid;
    const std::string body = body_of(story, person, step, progress, msgid);
    const std::string infno = step.infno.substr(0, 4);
    if (on_sending && settles(infno) && infno != "2601") on_sending(story, person, step, progress, body);
    Exchange exchange;
    for (int asked = 0;; ++asked) {
        std::string again = body;
        auto sending = send(std::move(again));
        exchange = co_await std::move(sending);
        const std::string code = exchange.reply ? exchange.reply->code : exchange.sent ? "GW3" : "GW2";
        const bool open = code.starts_with("GW3") || code.starts_with("GW2");
        if (!open || !settles(infno) || asked >= options_.ask_again || as_expected(step, false, code)) break;
        asio::steady_timer timer(co_await asio::this_coro::executor, options_.ask_again_after);
        co_await timer.async_wait(asio::use_awaitable);
    }
    const bool ok = exchange.reply && exchange.reply->ok;
    const std::string code = ok ? "" : exchange.reply ? exchange.reply->code : exchange.sent ? "unknown" : "not_sent";
    const std::string text = exchange.reply ? exchange.reply->err_msg : exchange.failure;
    Json result = step_result(step, msgid, ok, code, text, exchange.milliseconds);
    if (ok) {
        learn(step, *exchange.reply, progress);
        const Json& setlinfo = exchange.reply->output["setlinfo"];
        const bool booked = (infno == "2207" || infno == "2304" || cancels(infno));
        if (booked) result.set("setl_id", setlinfo.text("setl_id")).set("setlinfo", setlinfo);
        if (infno == "2206" || infno == "2303" || infno == "5203") result.set("setlinfo", setlinfo);
        if (booked && on_booked) on_booked(story, person, step, progress, setlinfo);
    }
    co_return result;
}

asio::awaitable<Json> TreatingSide::play(const Story& story, const Person& person, VisitProgress& progress) {
    if (progress.bill_no.empty()) progress.bill_no = story.bill_no;
    if (!progress.has_scope) {
        for (const auto& line : story.lines)
            progress.scope += line.scope;
        progress.has_scope = true;
    }
    Json steps = Json::array(), result = Json::object();
    std::string outcome = "as_expected";
    for (const auto& step : story.steps) {
        auto playing = play_step(story, person, step, progress);
        Json played = co_await std::move(playing);
        const bool fine = played["as_expected"].truth();
        steps.push(std::move(played));
        if (!fine) {
            outcome = "unexpected at " + step.infno;
            break;
        }
    }
    result.set("story", story.name).set("steps", std::move(steps)).set("outcome", outcome);
    result.set("mdtrt_id", progress.visit_id)
        .set("setl_id", progress.settlement_id)
        .set("cancel_setl_id", progress.cancel_id);
    result.set("last_split", progress.last_split);
    co_return result;
}

}  // namespace clearing::peers::national
