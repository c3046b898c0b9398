#pragma once

#include "sim-peers/centre.hpp"
#include "sim-peers/config.hpp"
#include "sim-peers/faults.hpp"
#include "sim-peers/memory.hpp"
#include "sim-peers/stories.hpp"
#include "sim-peers/work_stamps.hpp"

#include <expected>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::peers {

class Roles;

/// Everything the peers know and are: catalog, clock, faults, the centres with their books, the stories, the roles'
/// servers and clients (in Roles, which alone needs the heavy headers).
class World {
public:
    static std::expected<std::unique_ptr<World>, std::string> build(boost::asio::any_io_executor executor,
                                                                    Config config);
    ~World();

    /// Error: one sentence (a port is taken, a certificate cannot be read, …).
    std::expected<void, std::string> start();
    void stop();

    Faults& faults() { return faults_; }
    void follow_faults();
    Clock& clock() { return clock_; }

    /// By name: shanghai, hub, guiyang, beijing, bureau-core.
    Book* book(const std::string& name);
    const std::map<std::string, Json>& stories() const { return stories_; }

    /// Plays a story; members of `overrides` (person, bill, steps, …) replace its own.
    boost::asio::awaitable<Json> play(std::string name, Json overrides);
    boost::asio::awaitable<Json> play_story(Story story, std::string progress_name);
    void forget(const std::string& progress_name);
    boost::asio::awaitable<Json> load(Json order);
    boost::asio::awaitable<Json> close_day(std::string role, std::string day);
    /// Shanghai adjusts a settlement of its own (delta/treating_side.hpp).
    boost::asio::awaitable<Json> adjust(Json order);
    /// What Shanghai has of adjustments, by the side it takes: {treating: [...], insured: [...]}.
    Json adjustments();
    boost::asio::awaitable<Json> send(std::string role, Json envelope);
    /// An institution reconciles with the treatment region (national/hospital_desk.hpp).
    boost::asio::awaitable<Json> reconcile(Json order);

    const Catalog& catalog() const { return catalog_; }
    /// A person insured at the centre whose division fits.
    Person* person(const std::string& insured_division, const std::string& key);
    Centre* centre_of(const std::string& insured_division);
    const Config& config() const { return config_; }
    Memory& memory() { return memory_; }
    WorkStamps& work_stamps() { return work_stamps_; }

private:
    World(boost::asio::any_io_executor executor, Config config, Clock clock);
    std::expected<void, std::string> read_data();

    boost::asio::any_io_executor executor_;
    Config config_;
    Clock clock_;
    Journal journal_;
    Memory memory_{journal_};
    Faults faults_;
    WorkStamps work_stamps_;
    Catalog catalog_;
    std::list<Centre> centres_;
    std::map<std::string, Json> stories_;
    std::map<std::string, VisitProgress> progress_;
    std::unique_ptr<Roles> roles_;
    unsigned load_runs_ = 0;
};

}  // namespace clearing::peers
