#include "tests/bench/load/bench.hpp"

#include "sim-peers/delta/convert.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::bench {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using peers::delta::Called;

constexpr std::chrono::milliseconds call_limit{30'000};
constexpr const char* desk_path = "/fsi/api/rsfComIfsService";

double since(Clock::time_point begin) {
    return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

/// "GW2004" of an err_msg that begins with "[GW2004]".
std::string code_of(const Answer& answer) {
    if (!answer.failure.empty()) return answer.sent ? "unknown: " + answer.failure : "not sent: " + answer.failure;
    const std::string_view text = member(answer.body, "err_msg");
    if (text.starts_with("[GW")) return std::string(text.substr(1, text.find(']') - 1));
    return "HTTP " + std::to_string(answer.status);
}

bool is_yes(const Answer& answer) {
    return answer.failure.empty() && member(answer.body, "infcode") == "0";
}

peers::StoryStep step(const char* name) {
    peers::StoryStep made;
    made.infno = name;
    return made;
}

long long fen(std::string_view yuan) {
    const auto amount = peers::read_fen(yuan.empty() ? std::string("0") : std::string(yuan));
    return amount ? amount->value : 0;
}

Json to_json(const Amounts& amounts) {
    Json json = Json::object();
    json.set("count", Json::number(amounts.count)).set("total_fen", Json::number(amounts.total));
    json.set("fund_fen", Json::number(amounts.fund)).set("account_fen", Json::number(amounts.account));
    json.set("cash_fen", Json::number(amounts.cash));
    return json;
}

std::expected<std::shared_ptr<tls::Credentials>, std::string> credentials(const std::string& pki, const char* name) {
    const std::filesystem::path folder(pki);
    const std::string own(name);
    return tls::Credentials::load(
        {folder / (own + ".crt"), folder / (own + ".key"), folder / "ca.crt", folder / "ca.crl"});
}

}  // namespace

/// One part of the run: who works on it, until when, and what came out. One executor, so no locks.
struct Bench::Phase {
    explicit Phase(asio::any_io_executor executor, const ProcessGroups& processes)
        : finished(std::move(executor)), groups(processes), before(cpu_times(processes)), begin(Clock::now()) {
        finished.expires_at(Clock::time_point::max());
    }

    bool goes_on() const { return left > 0 && Clock::now() < until; }
    void failed(const std::string& what) { ++failures[what]; }
    void ended() {
        if (--running == 0) finished.cancel();
    }

    std::size_t left = std::numeric_limits<std::size_t>::max();  ///< units not yet begun
    Clock::time_point until = Clock::time_point::max();
    std::size_t running = 0, parallel = 0, done = 0;
    std::map<std::string, long long> failures;
    std::vector<Sample> samples;
    asio::steady_timer finished;
    ProcessGroups groups;
    CpuTimes before, used;
    Clock::time_point begin;
    double seconds = 0;
};

Bench::Bench(asio::any_io_executor executor, Settings settings, Cases cases, peers::Clock clock)
    : executor_(std::move(executor)), settings_(std::move(settings)), cases_(std::move(cases)), clock_(clock) {}

std::expected<std::unique_ptr<Bench>, std::string> Bench::build(asio::any_io_executor executor, Settings settings) {
    const auto catalog_file = peers::read_json_file(settings.data + "/stories/catalog.json");
    if (!catalog_file) return std::unexpected(catalog_file.error());
    auto catalog = peers::Catalog::read(*catalog_file);
    if (!catalog) return std::unexpected(catalog.error());
    const auto people_file = peers::read_json_file(settings.data + "/people.json");
    if (!people_file) return std::unexpected(people_file.error());
    auto shanghai = peers::People::read(*people_file, "31");
    auto ningbo = peers::People::read(*people_file, "33");
    if (!shanghai || !ningbo) return std::unexpected(std::string("people.json cannot be read"));
    auto clock = peers::Clock::starting_at(settings.today + " 08:00:00");
    if (!clock) return std::unexpected(clock.error());
    Cases cases(std::move(*catalog), std::move(*shanghai), std::move(*ningbo), settings.today);
    std::unique_ptr<Bench> bench(new Bench(std::move(executor), std::move(settings), std::move(cases), *clock));
    if (auto connected = bench->connect(); !connected) return std::unexpected(connected.error());
    return bench;
}

std::expected<void, std::string> Bench::connect() {
    const auto bureau = credentials(settings_.pki, "local-bureau"), shanghai = credentials(settings_.pki, "shanghai");
    if (!bureau) return std::unexpected(bureau.error());
    if (!shanghai) return std::unexpected(shanghai.error());
    const tls::Target desk{"127.0.0.1", settings_.bureau_port, {}, *bureau};
    hospital_ = std::make_unique<HttpConnections>(desk);
    idle_ = std::make_unique<HttpConnections>(desk);
    tls::Target control;
    control.unix_socket = settings_.peers_socket;
    peers_ = std::make_unique<HttpConnections>(control);
    const tls::Target partner{"127.0.0.1", settings_.delta_port, {}, *shanghai};
    for (std::size_t i = 0; i < settings_.delta_connections; ++i)
        shanghai_.push_back(std::make_unique<peers::delta::Client>(executor_, partner, "310000", "330200"));
    treats_ =
        std::make_unique<peers::delta::TreatingSide>(*shanghai_.front(), book_, cases_.catalog(), clock_, "310000");
    return {};
}

// ---- asking ---------------------------------------------------------------------------------------------------------

asio::awaitable<Answer> Bench::hospital_asks(Visit visit, const char* infno, std::string input,
                                             std::shared_ptr<Phase> phase) {
    std::string body = cases_.envelope(*visit, infno, cases_.new_msgid(*visit), input);
    const bool settles = std::string_view(infno) == "2207";
    Unknown unknown{settles ? body : std::string()};
    auto posting = hospital_->post(desk_path, std::move(body));
    Answer answer = co_await std::move(posting);
    if (!is_yes(answer)) {
        const std::string code = code_of(answer);
        phase->failed(std::string(infno) + " " + code);
        if (settles && (code.starts_with("unknown") || code.starts_with("GW3"))) unknown_.push_back(std::move(unknown));
    }
    co_return answer;
}

asio::awaitable<Called> Bench::shanghai_asks(pb::Envelope envelope, const char* what, std::shared_ptr<Phase> phase) {
    envelope.set_message_id(treats_->new_id("M"));
    envelope.set_sent_at(clock_.now());
    auto& link = *shanghai_[next_link_++ % shanghai_.size()];
    auto calling = link.call(std::move(envelope), call_limit);
    Called called = co_await std::move(calling);
    if (!called)
        phase->failed(std::string(what) + (called.error().sent ? " unknown: " : " not sent: ") + called.error().reason);
    if (called && called->has_error()) phase->failed(std::string(what) + " " + called->error().code());
    co_return called;
}

asio::awaitable<bool> Bench::register_visit(Visit visit, bool with_person, std::shared_ptr<Phase> phase) {
    if (!visit->visitor) {
        static const peers::StoryStep person = step("person"), registering = step("visit"), quoting = step("quote");
        for (const peers::StoryStep* asked : {&person, &registering}) {
            if (asked == &person && !with_person) continue;
            pb::Envelope request = treats_->request_of(visit->story, *visit->person, *asked, visit->progress);
            auto asking = shanghai_asks(std::move(request), asked->infno.c_str(), phase);
            const Called called = co_await std::move(asking);
            if (!called || called->has_error()) co_return false;
        }
        pb::Envelope quote = treats_->request_of(visit->story, *visit->person, quoting, visit->progress);
        visit->bill = std::move(*quote.mutable_quote_request()->mutable_bill());
        co_return true;
    }
    for (const char* infno : {"1101", "2201", "2203", "2204"}) {
        if (!with_person && std::string_view(infno) == "1101") continue;
        std::string input = cases_.input_of(*visit, infno);
        auto asking = hospital_asks(visit, infno, std::move(input), phase);
        const Answer answer = co_await std::move(asking);
        if (!is_yes(answer)) co_return false;
        if (std::string_view(infno) == "2201") visit->progress.visit_id = member(answer.body, "mdtrt_id");
    }
    visit->claim = cases_.input_of(*visit, "2207");
    co_return true;
}

asio::awaitable<void> Bench::settle_visit(Visit visit, TimePoint due, std::shared_ptr<Phase> phase) {
    auto settling = visit->visitor ? visitor_settles(visit, due, phase) : resident_settles(visit, due, phase);
    co_await std::move(settling);
}

asio::awaitable<void> Bench::visitor_settles(Visit visit, TimePoint due, std::shared_ptr<Phase> phase) {
    for (const char* infno : {"2206", "2207"}) {
        const bool quote = std::string_view(infno) == "2206";
        std::string input = visit->claim;
        auto asking = hospital_asks(visit, infno, std::move(input), phase);
        const Answer answer = co_await std::move(asking);
        if (!is_yes(answer)) co_return;
        phase->samples.push_back({visit->story.bill_no, quote, true, since(due)});
        due = Clock::now();
        if (!quote) book_visitor(answer.body);
    }
    ++phase->done;
}

void Bench::book_visitor(std::string_view answer) {
    visitors_booked_.add({1, fen(member(answer, "medfee_sumamt")), fen(member(answer, "fund_pay_sumamt")),
                          fen(member(answer, "acct_pay")), fen(member(answer, "psn_cash_pay"))});
}

asio::awaitable<void> Bench::resident_settles(Visit visit, TimePoint due, std::shared_ptr<Phase> phase) {
    pb::Envelope quote;
    *quote.mutable_quote_request()->mutable_bill() = visit->bill;
    auto quoting = shanghai_asks(std::move(quote), "quote", phase);
    const Called quoted = co_await std::move(quoting);
    if (!quoted || !quoted->has_quote_answer()) co_return;
    phase->samples.push_back({visit->story.bill_no, true, false, since(due)});
    due = Clock::now();

    visit->progress.settlement_id = treats_->new_id("S");
    pb::Envelope settle;
    auto* request = settle.mutable_settle_request();
    request->set_settlement_id(visit->progress.settlement_id);
    *request->mutable_bill() = visit->bill;
    request->set_quote_id(quoted->quote_answer().quote_id());
    peers::Record& record = treats_->intend(visit->story, *visit->person, visit->progress, settle);
    settle.set_clearing_day(record.assigned_day);
    auto settling = shanghai_asks(std::move(settle), "settle", phase);
    const Called settled = co_await std::move(settling);
    if (!settled) co_return;  // in doubt: asked for at the close
    if (settled->has_error()) {
        if (!settled->error().code().starts_with("GW3")) record.state = peers::RecordState::refused;
        co_return;
    }
    phase->samples.push_back({visit->story.bill_no, false, false, since(due)});
    const pb::SettleAnswer& answer = settled->settle_answer();
    record.split = peers::delta::from_wire(answer.split());
    record.their_id = answer.insured_settlement_id();
    record.settled_at = answer.settled_at();
    record.state = peers::RecordState::booked;
    ++phase->done;
}

asio::awaitable<void> Bench::send_fees(Visit visit, std::shared_ptr<Phase> phase) {
    static const peers::StoryStep fees = step("fees");
    pb::Envelope request = treats_->request_of(visit->story, *visit->person, fees, visit->progress);
    auto asking = shanghai_asks(std::move(request), "fees", phase);
    co_await std::move(asking);
}

// ---- running --------------------------------------------------------------------------------------------------------

Bench::Visit Bench::next_visit() {
    return std::make_shared<Case>(cases_.next(turn_++ % 2 == 0));
}

Bench::Visit Bench::take_prepared() {
    if (prepared_.empty()) return nullptr;
    Visit visit = std::move(prepared_.front());
    prepared_.pop_front();
    return visit;
}

asio::awaitable<void> Bench::work(std::shared_ptr<Phase> phase, Unit unit) {
    while (phase->goes_on()) {
        --phase->left;
        auto working = unit(phase);
        co_await std::move(working);
    }
    phase->ended();
}

asio::awaitable<void> Bench::run(std::shared_ptr<Phase> phase, std::size_t parallel, Unit unit) {
    phase->running = phase->parallel = parallel;
    for (std::size_t i = 0; i < parallel; ++i) {
        auto working = work(phase, unit);
        asio::co_spawn(executor_, std::move(working), asio::detached);
    }
    boost::system::error_code ignored;
    co_await phase->finished.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    phase->seconds = since(phase->begin) / 1e6;
    phase->used = cpu_times(phase->groups) - phase->before;
}

asio::awaitable<Json> Bench::report(std::shared_ptr<Phase> phase) {
    WorkedTimes worked;
    auto getting = peers_->get("/work");
    const Answer stamps = co_await std::move(getting);
    if (const auto json = Json::parse(stamps.body)) worked.read(*json);
    Json failures = Json::object(), cpu = Json::object(), result = Json::object();
    for (const auto& [what, count] : phase->failures)
        failures.set(what, Json::number(count));
    const double units = static_cast<double>(std::max<std::size_t>(phase->done, 1));
    for (const auto& [group, time] : phase->used)
        cpu.set(group, decimal(time / units, 1));
    result.set("done", Json::number(static_cast<long long>(phase->done))).set("seconds", decimal(phase->seconds, 3));
    result.set("parallel", Json::number(static_cast<long long>(phase->parallel)));
    result.set("per_second", decimal(static_cast<double>(phase->done) / phase->seconds, 1));
    result.set("failures", std::move(failures)).set("cpu_us_each", std::move(cpu));
    result.set("prepared_left", Json::number(static_cast<long long>(prepared_.size())));
    if (!phase->samples.empty()) result.set("latency", latencies(phase->samples, worked));
    co_return result;
}

asio::awaitable<Json> Bench::prepare(std::size_t visits, std::size_t parallel) {
    auto phase = std::make_shared<Phase>(executor_, settings_.processes);
    phase->left = visits;
    Unit unit = [this](std::shared_ptr<Phase> of) -> asio::awaitable<void> {
        Visit visit = next_visit();
        auto registering = register_visit(visit, false, of);
        const bool registered = co_await std::move(registering);
        if (!registered) co_return;
        prepared_.push_back(std::move(visit));
        ++of->done;
    };
    auto running = run(phase, parallel, std::move(unit));
    co_await std::move(running);
    auto reporting = report(phase);
    co_return co_await std::move(reporting);
}

asio::awaitable<Json> Bench::full(std::size_t parallel, double seconds) {
    auto phase = std::make_shared<Phase>(executor_, settings_.processes);
    phase->left = prepared_.size();
    phase->until = phase->begin + std::chrono::microseconds(static_cast<long long>(seconds * 1e6));
    Unit unit = [this](std::shared_ptr<Phase> of) -> asio::awaitable<void> {
        Visit visit = take_prepared();
        if (!visit) co_return;
        auto settling = settle_visit(std::move(visit), Clock::now(), of);
        co_await std::move(settling);
    };
    auto running = run(phase, parallel, std::move(unit));
    co_await std::move(running);
    auto reporting = report(phase);
    co_return co_await std::move(reporting);
}

asio::awaitable<Json> Bench::rate(double per_second, double seconds) {
    auto phase = std::make_shared<Phase>(executor_, settings_.processes);
    std::mt19937 random{11};
    std::exponential_distribution<double> pause(std::max(per_second, 0.1));
    double due_after = 0;
    std::size_t most = 0;
    phase->running = 1;
    asio::steady_timer timer(executor_);
    while ((due_after += pause(random)) < seconds) {
        const TimePoint due = phase->begin + std::chrono::microseconds(static_cast<long long>(due_after * 1e6));
        timer.expires_at(due);
        boost::system::error_code ignored;
        if (due > Clock::now()) co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        Visit visit = take_prepared();
        if (!visit) break;
        most = std::max(most, ++phase->running);
        auto settling = settle_visit(std::move(visit), due, phase);
        asio::co_spawn(executor_, std::move(settling), [phase](const std::exception_ptr&) { phase->ended(); });
    }
    phase->ended();
    if (phase->running > 0) {
        boost::system::error_code ignored;
        co_await phase->finished.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    phase->parallel = most - 1;
    phase->seconds = since(phase->begin) / 1e6;
    phase->used = cpu_times(phase->groups) - phase->before;
    auto reporting = report(phase);
    co_return co_await std::move(reporting);
}

asio::awaitable<Json> Bench::chain(std::size_t visits, std::size_t parallel) {
    auto phase = std::make_shared<Phase>(executor_, settings_.processes);
    phase->left = visits;
    Unit unit = [this](std::shared_ptr<Phase> of) -> asio::awaitable<void> {
        Visit visit = next_visit();
        auto registering = register_visit(visit, true, of);
        const bool registered = co_await std::move(registering);
        if (!registered) co_return;
        const std::size_t settled = of->done;
        auto settling = settle_visit(visit, Clock::now(), of);
        co_await std::move(settling);
        if (visit->visitor || of->done == settled) co_return;
        auto sending = send_fees(visit, of);
        co_await std::move(sending);
    };
    auto running = run(phase, parallel, std::move(unit));
    co_await std::move(running);
    auto reporting = report(phase);
    co_return co_await std::move(reporting);
}

// ---- the end --------------------------------------------------------------------------------------------------------

asio::awaitable<Json> Bench::resolve() {
    const auto until = Clock::now() + std::chrono::seconds(60);
    std::vector<Unknown> open = std::move(unknown_);
    unknown_.clear();
    std::size_t asked = open.size();
    while (!open.empty() && Clock::now() < until) {
        std::string body = open.back().body;
        auto posting = hospital_->post(desk_path, std::move(body));
        const Answer answer = co_await std::move(posting);
        const std::string code = is_yes(answer) ? "" : code_of(answer);
        if (code.starts_with("GW2") || code.starts_with("GW3") || code.find("sent") != std::string::npos ||
            code.starts_with("unknown")) {
            asio::steady_timer timer(executor_, std::chrono::milliseconds(200));
            co_await timer.async_wait(asio::use_awaitable);
            continue;
        }
        if (code.empty()) book_visitor(answer.body);
        open.pop_back();
    }
    Json json = Json::object();
    json.set("asked", Json::number(static_cast<long long>(asked)));
    json.set("still_unknown", Json::number(static_cast<long long>(open.size())));
    co_return json;
}

asio::awaitable<Json> Bench::idle(std::size_t connections) {
    if (connections == 0) {
        auto closing = idle_->close_idle();
        co_await std::move(closing);
    }
    auto opening = idle_->open_idle(connections);
    const std::size_t open = co_await std::move(opening);
    Json json = memory();
    json.set("open", Json::number(static_cast<long long>(open)));
    co_return json;
}

asio::awaitable<Json> Bench::close_day(std::string day) {
    auto closing = treats_->close_day(std::move(day));
    co_return co_await std::move(closing);
}

Json Bench::booked() const {
    Amounts residents;
    long long in_doubt = 0;
    for (const peers::Record& record : book_.records()) {
        if (record.state == peers::RecordState::in_doubt) ++in_doubt;
        if (record.state != peers::RecordState::booked) continue;
        const peers::Split& split = record.split;
        residents.add({1, split.scope.total.value, split.fund.value, split.account.value, split.cash.value});
    }
    Json json = Json::object();
    json.set("visitors", to_json(visitors_booked_)).set("residents", to_json(residents));
    json.set("in_doubt", Json::number(in_doubt + static_cast<long long>(unknown_.size())));
    return json;
}

Json Bench::memory() const {
    Json json = Json::object();
    const auto sum = [](const std::vector<int>& pids) {
        std::size_t kib = 0;
        for (const int pid : pids)
            kib += resident_kib(pid);
        return Json::number(static_cast<long long>(kib));
    };
    json.set("gateway_rss_kib", sum(settings_.processes.gateway)).set("peers_rss_kib", sum(settings_.processes.peers));
    return json;
}

}  // namespace clearing::bench
