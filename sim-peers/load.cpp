#include "sim-peers/world.hpp"

#include <algorithm>
#include <random>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

// The load generator: invented bills of invented people, every amount out of the benefit engine.
namespace clearing::peers {
namespace {

namespace asio = boost::asio;

struct Kind {
    const char *name, *from, *treatment, *insured, *institution;
    bool inpatient;
    long long weight;
};
constexpr Kind kinds[] = {
    {"visitor-outpatient", "hospital", "330200", "310000", "H33020300001", false, 60},
    {"visitor-inpatient", "hospital", "330200", "520100", "H33020600001", true, 15},
    {"resident-outpatient", "shanghai", "310000", "330200", "H31010400001", false, 15},
    {"resident-inpatient", "beijing", "110000", "330200", "H11010100001", true, 10},
};

std::vector<StoryStep> steps_of(const Kind& kind, bool cancels) {
    std::vector<std::string> names;
    if (std::string(kind.from) == "shanghai") {
        names = {"person", "visit", "quote", "settle", "fees"};
        if (cancels) names.emplace_back("cancel");
    } else if (kind.inpatient) {
        names = {"1101", "2401", "2301", "2303", "2304", "2402"};
        if (cancels) names.emplace_back("2305");
    } else {
        names = {"1101", "2201", "2203", "2204", "2206", "2207"};
        if (cancels) names.emplace_back("2208");
    }
    std::vector<StoryStep> steps;
    for (auto& name : names) {
        StoryStep step;
        step.infno = std::move(name);
        steps.push_back(std::move(step));
    }
    return steps;
}

class Inventor {
public:
    Inventor(const Catalog& catalog, const std::string& today, unsigned seed)
        : catalog_(catalog), today_(today), random_(seed) {}

    Story invent(const Kind& kind, Person& person, std::size_t number, bool cancels) {
        Story story;
        story.name = "load-" + std::to_string(number);
        story.from = kind.from;
        story.treatment_division = kind.treatment;
        story.insured_division = kind.insured;
        story.institution = kind.institution;
        story.inpatient = kind.inpatient;
        story.use_account = number % 2 == 0;
        story.insurance_type = person.insurances.front().insurance_type;
        story.med_type = kind.inpatient ? "21" : "11";
        story.begin = today_ + " 07:30:00";
        if (kind.inpatient) story.end = today_ + " 07:45:00";
        story.bill_no = "L" + std::to_string(random_() % 1'000'000) + "-" + std::to_string(number);
        story.person = person.key;
        story.diagnoses = {catalog_.diagnoses()[pick(catalog_.diagnoses().size())].code};
        const std::size_t lines = kind.inpatient ? 6 + pick(8) : 2 + pick(5);
        for (std::size_t i = 1; i <= lines; ++i) {
            const CatalogItem& item = catalog_.items()[pick(catalog_.items().size())];
            const int count = static_cast<int>(1 + pick(kind.inpatient ? 12 : 4));
            story.lines.push_back({std::to_string(i), &item, std::to_string(count), Catalog::price(item, count)});
        }
        story.steps = steps_of(kind, cancels);
        return story;
    }

private:
    std::size_t pick(std::size_t below) { return random_() % below; }

    const Catalog& catalog_;
    std::string today_;
    std::mt19937 random_;
};

struct Claim {
    const Kind* kind;
    Story story;
};

/// What the workers share; one executor, so no locks.
struct LoadRun {
    explicit LoadRun(asio::any_io_executor executor) : finished(executor) {}

    std::vector<Claim> claims;
    std::size_t next = 0, running = 0;
    std::map<std::string, std::map<std::string, long long>> outcomes;  // kind → outcome → count
    std::vector<long long> latencies;
    Json settlements = Json::array(), failures = Json::array();
    asio::steady_timer finished;
};

void count(LoadRun& run, const Claim& claim, const Json& played) {
    std::string outcome = played.text("outcome") == "as_expected" ? "booked" : "failed";
    for (const auto& step : played["steps"].items()) {
        const std::string infno = step.text("infno");
        const bool settle = infno == "2207" || infno == "2304" || infno == "settle";
        const bool cancel = infno == "2208" || infno == "2305" || infno == "cancel";
        if (settle) run.latencies.push_back(step["ms"].integer());
        if (cancel && step["as_expected"].truth()) outcome = "cancelled";
        if (!step["as_expected"].truth()) outcome = "failed " + infno + " " + step.text("code");
    }
    if (played.has("error")) outcome = "error " + played.text("error");
    ++run.outcomes[claim.kind->name][outcome];
    if (outcome == "booked" || outcome == "cancelled") {
        run.settlements.push(played.text("setl_id"));
    } else if (run.failures.items().size() < 20) {
        run.failures.push(played);
    }
}

asio::awaitable<void> work(World& world, std::shared_ptr<LoadRun> run, std::size_t worker) {
    while (run->next < run->claims.size()) {
        const Claim& claim = run->claims[run->next++];
        Story story = claim.story;
        auto playing = world.play_story(std::move(story), "load worker " + std::to_string(worker));
        const Json played = co_await std::move(playing);
        world.forget("load worker " + std::to_string(worker));
        count(*run, claim, played);
    }
    if (--run->running == 0) run->finished.cancel();
}

long long at_percent(const std::vector<long long>& sorted, std::size_t percent) {
    return sorted.empty() ? 0 : sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)];
}

std::vector<const Kind*> choose_kinds(const Json& mix, std::size_t claims) {
    long long whole = 0;
    const auto weight = [&mix](const Kind& kind) { return mix.is_object() ? mix[kind.name].integer(0) : kind.weight; };
    for (const auto& kind : kinds)
        whole += weight(kind);
    std::vector<const Kind*> chosen;
    if (whole <= 0) return chosen;
    long long due = 0;
    for (std::size_t i = 0; chosen.size() < claims; ++i) {  // interleaved: the kind whose share is furthest behind
        due = static_cast<long long>(i * 37 % static_cast<std::size_t>(whole));
        for (const auto& kind : kinds) {
            due -= weight(kind);
            if (due < 0) {
                chosen.push_back(&kind);
                break;
            }
        }
    }
    return chosen;
}

}  // namespace

void World::forget(const std::string& progress_name) {
    progress_.erase(progress_name);
}

/// {claims, parallel, mix: {kind: weight}, seed, cancel_every} → counts by kind and outcome, latencies of the settle
/// step.
asio::awaitable<Json> World::load(Json order) {
    const auto claims = static_cast<std::size_t>(std::clamp(order["claims"].integer(200), 1LL, 100'000LL));
    const auto parallel = static_cast<std::size_t>(std::clamp(order["parallel"].integer(8), 1LL, 256LL));
    const auto cancel_every = static_cast<std::size_t>(std::max(0LL, order["cancel_every"].integer(10)));
    const auto seed = static_cast<unsigned>(order["seed"].integer(1));
    auto run = std::make_shared<LoadRun>(executor_);
    Inventor inventor(catalog_, clock_.today(), seed + load_runs_++ * 7919);
    std::map<std::string, std::size_t> turn;
    for (const Kind* kind : choose_kinds(order["mix"], claims)) {
        auto& people = centre_of(kind->insured)->people().all();
        std::vector<Person*> generated;
        for (auto& one : people) {
            if (one.scripted.empty() && one.key.find('-') == 6) generated.push_back(&one);
        }
        Person& someone = *generated[turn[kind->insured]++ % generated.size()];
        const std::size_t number = run->claims.size() + 1;
        const bool cancels = cancel_every > 0 && number % cancel_every == 0;
        run->claims.push_back({kind, inventor.invent(*kind, someone, number, cancels)});
    }
    const auto begin = std::chrono::steady_clock::now();
    run->running = std::min(parallel, run->claims.size());
    run->finished.expires_at(std::chrono::steady_clock::time_point::max());
    for (std::size_t worker = 0, workers = run->running; worker < workers; ++worker) {
        auto working = work(*this, run, worker);
        asio::co_spawn(executor_, std::move(working), asio::detached);
    }
    if (run->running > 0) {
        boost::system::error_code ignored;
        co_await run->finished.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
    std::ranges::sort(run->latencies);
    Json result = Json::object(), outcomes = Json::object(), latency = Json::object();
    for (const auto& [kind, counts] : run->outcomes) {
        Json row = Json::object();
        for (const auto& [outcome, number] : counts)
            row.set(outcome, Json::number(number));
        outcomes.set(kind, std::move(row));
    }
    latency.set("p50", Json::number(at_percent(run->latencies, 50)))
        .set("p95", Json::number(at_percent(run->latencies, 95)));
    latency.set("p99", Json::number(at_percent(run->latencies, 99)))
        .set("max", Json::number(run->latencies.empty() ? 0 : run->latencies.back()));
    result.set("claims", Json::number(static_cast<long long>(run->claims.size()))).set("ms", Json::number(took));
    result.set("outcomes", std::move(outcomes)).set("settle_latency_ms", std::move(latency));
    result.set("settlements", std::move(run->settlements)).set("failures", std::move(run->failures));
    co_return result;
}

}  // namespace clearing::peers
