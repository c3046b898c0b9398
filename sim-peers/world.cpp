#include "sim-peers/world.hpp"

#include "sim-peers/roles.hpp"

#include <algorithm>
#include <filesystem>

namespace clearing::peers {
namespace {

struct CentreSeed {
    const char *name, *division, *policy;
};
/// The centres there are; each has a book of its own.
constexpr CentreSeed seeds[] = {{"shanghai", "310000", "shanghai"},
                                {"guiyang", "520100", "guiyang"},
                                {"beijing", "110000", "beijing"},
                                {"bureau-core", "330200", "ningbo"}};

Json failed(const std::string& text) {
    Json json = Json::object();
    json.set("error", text);
    return json;
}

}  // namespace

World::World(boost::asio::any_io_executor executor, Config config, Clock clock)
    : executor_(std::move(executor)), config_(std::move(config)), clock_(clock) {}
World::~World() = default;

std::expected<std::unique_ptr<World>, std::string> World::build(boost::asio::any_io_executor executor, Config config) {
    auto clock = Clock::starting_at(config.business_clock);
    if (!clock) return std::unexpected(clock.error());
    std::unique_ptr<World> world(new World(executor, std::move(config), *clock));
    if (const auto read = world->read_data(); !read) return std::unexpected(read.error());
    if (world->config_.stamp_work) world->work_stamps_.start();
    auto roles = Roles::build(executor, world->config_, *world, world->faults_, world->clock_);
    if (!roles) return std::unexpected(roles.error());
    world->roles_ = std::move(*roles);
    if (!world->config_.journal.empty()) {
        const auto kept = world->journal_.open(world->config_.journal);
        if (!kept) return std::unexpected(kept.error());
        world->roles_->play_again(*kept);
    }
    // What was answered before was answered without them.
    for (const Json& fault : world->config_.faults) {
        if (const auto added = world->faults_.add(fault); !added) return std::unexpected(added.error());
    }
    return world;
}

std::expected<void, std::string> World::read_data() {
    const auto path = [this](const std::string& leaf) { return (config_.data / leaf).string(); };
    const auto catalog_file = read_json_file(path("stories/catalog.json"));
    if (!catalog_file) return std::unexpected(catalog_file.error());
    auto catalog = Catalog::read(*catalog_file);
    if (!catalog) return std::unexpected(catalog.error());
    catalog_ = std::move(*catalog);

    const auto people_file = read_json_file(path("people.json"));
    if (!people_file) return std::unexpected(people_file.error());
    for (const auto& seed : seeds) {
        const auto policy_file = read_json_file(path(std::string("policies/") + seed.policy + ".json"));
        if (!policy_file) return std::unexpected(policy_file.error());
        auto policy = read_policy(*policy_file);
        if (!policy) return std::unexpected(std::string(seed.policy) + ".json: " + policy.error());
        auto people = People::read(*people_file, std::string(seed.division).substr(0, 2));
        if (!people) return std::unexpected(people.error());
        centres_.emplace_back(seed.name, seed.division, std::move(*policy), std::move(*people), catalog_, clock_);
    }

    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(config_.data / "stories", error)) {
        if (entry.path().extension() != ".json" || entry.path().filename() == "catalog.json") continue;
        const auto file = read_json_file(entry.path().string());
        if (!file) return std::unexpected(file.error());
        const auto story = read_story(*file, catalog_);
        if (!story) return std::unexpected(entry.path().string() + ": " + story.error());
        stories_[story->name] = *file;
    }
    return {};
}

std::expected<void, std::string> World::start() {
    return roles_->start();
}
void World::stop() {
    roles_->stop();
}
void World::follow_faults() {
    roles_->follow_faults();
}

Centre* World::centre_of(const std::string& division) {
    const auto found = std::ranges::find_if(
        centres_, [&](const Centre& centre) { return division.starts_with(centre.division().substr(0, 2)); });
    return found == centres_.end() ? nullptr : &*found;
}

Person* World::person(const std::string& insured_division, const std::string& key) {
    Centre* centre = centre_of(insured_division);
    return centre ? centre->people().by_key(key) : nullptr;
}

Book* World::book(const std::string& name) {
    if (name == "hub") return &roles_->hub_book();
    const auto found = std::ranges::find(centres_, name, &Centre::name);
    return found == centres_.end() ? nullptr : &found->book();
}

boost::asio::awaitable<Json> World::play(std::string name, Json overrides) {
    const auto found = stories_.find(name);
    if (found == stories_.end()) co_return failed("unknown story " + name);
    Json json = found->second;
    const std::string continued = json.text("continues");
    if (!continued.empty() && stories_.contains(continued)) {
        Json base = stories_[continued];
        for (const auto& [key, value] : json.members())
            base.set(key, value);
        json = std::move(base);
    }
    for (const auto& [key, value] : overrides.members()) {
        if (key != "story") json.set(key, value);
    }
    auto story = read_story(json, catalog_);
    if (!story) co_return failed(story.error());
    const std::string progress = continued.empty() ? name : continued;
    if (continued.empty()) progress_[progress] = {};
    auto playing = play_story(std::move(*story), progress);
    co_return co_await std::move(playing);
}

boost::asio::awaitable<Json> World::play_story(Story story, std::string progress_name) {
    const Person* who = person(story.insured_division, story.person);
    if (!who) co_return failed("unknown person " + story.person);
    VisitProgress& progress = progress_[progress_name];
    if (story.from == "shanghai") {
        auto playing = roles_->shanghai().play(story, *who, progress);
        co_return co_await std::move(playing);
    }
    auto& side = story.from == "beijing" ? roles_->beijing() : roles_->hospital();
    auto playing = side.play(story, *who, progress);
    co_return co_await std::move(playing);
}

boost::asio::awaitable<Json> World::close_day(std::string role, std::string day) {
    if (role != "shanghai") co_return failed("only shanghai closes its own days; the gateway and 3201 do the others");
    if (day.size() != 10) co_return failed("day is missing");
    auto closing = roles_->shanghai().close_day(std::move(day));
    co_return co_await std::move(closing);
}

boost::asio::awaitable<Json> World::adjust(Json order) {
    auto adjusting = roles_->shanghai().adjust(std::move(order));
    co_return co_await std::move(adjusting);
}

Json World::adjustments() {
    Json json = Json::object();
    json.set("treating", roles_->shanghai().adjustments().to_json());
    json.set("insured", roles_->shanghai_insures().adjustments().to_json());
    return json;
}

boost::asio::awaitable<Json> World::reconcile(Json order) {
    auto reconciling = roles_->hospital_desk().reconcile(std::move(order));
    co_return co_await std::move(reconciling);
}

boost::asio::awaitable<Json> World::send(std::string role, Json envelope) {
    if (role != "hospital" && role != "beijing") co_return failed("role is hospital or beijing");
    auto& side = role == "beijing" ? roles_->beijing() : roles_->hospital();
    auto sending = side.send(envelope.kind() == Json::Kind::string ? envelope.text() : envelope.write());
    const national::Exchange exchange = co_await std::move(sending);
    Json json = Json::object();
    json.set("sent", exchange.sent).set("failure", exchange.failure).set("ms", Json::number(exchange.milliseconds));
    if (exchange.reply) {
        json.set("infcode", exchange.reply->infcode)
            .set("err_msg", exchange.reply->err_msg)
            .set("code", exchange.reply->code);
        json.set("output", exchange.reply->output);
    }
    co_return json;
}

}  // namespace clearing::peers
